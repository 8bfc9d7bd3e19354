export default {
  title: 'Connexion',
  text: 'Utilisez l’adresse et le mot de passe de votre espace.',
  email: 'E-mail',
  password: 'Mot de passe',
  submit: 'Se connecter',
  link: 'Connexion avec votre lien',
  refused: 'E-mail ou mot de passe incorrect.',
  linkRefused: 'Ce lien a déjà servi ou a expiré. Utilisez un nouveau lien ou votre mot de passe.',
  ownMachine: 'Sur votre machine, AEGIS affiche un nouveau lien avec',
  busy: 'Trop d’essais. Patientez une minute, puis réessayez.',
  name: 'Nom',
  newPassword: 'Nouveau mot de passe',
  passwordHint: 'Au moins 12 caractères. Quelques mots que vous seul assemblez se retiennent facilement.',
  code: {
    title: 'Encore une étape',
    text: 'Saisissez le code que montre votre application d’authentification, ou un de vos codes de secours.',
    label: 'Code',
    refused: 'Ce code est incorrect ou a déjà servi. Attendez le suivant.',
    back: 'Retour',
  },
  sso: {
    open: 'Se connecter avec votre entreprise',
    title: 'Connexion avec votre entreprise',
    text: 'Votre adresse indique où. Vous vous y connectez, puis revenez ici.',
    required: 'Votre espace vous demande de vous connecter avec votre entreprise. Votre adresse dit où.',
    submit: 'Continuer',
    back: {
      'invalid-state': 'C’était trop long, ou commencé dans une autre fenêtre. Réessayez.',
      'provider-failed':
        'La connexion de votre entreprise n’a pas répondu comme prévu. Réessayez, ou prévenez votre administrateur.',
      'no-email':
        'La connexion de votre entreprise n’a pas indiqué d’adresse confirmée. Prévenez votre administrateur.',
      'other-domain':
        'Votre adresse n’est pas d’un domaine prouvé par cet espace. Prévenez votre administrateur.',
      'account-exists':
        'Cette adresse a un compte qui n’est pas dans l’espace de votre entreprise. Demandez une invitation à votre administrateur, et acceptez-la connecté avec votre mot de passe.',
      removed: 'Vous avez été retiré de cet espace. Demandez une invitation.',
    },
  },
  forgot: {
    link: 'Mot de passe oublié ?',
    title: 'Nouveau mot de passe',
    text: 'Nous vous envoyons un lien pour le choisir. Il sert une fois, pendant 30 minutes.',
    submit: 'Envoyer le lien',
    sent: 'Consultez votre boîte de réception',
    sentText:
      'Si cette adresse a un compte, un lien est en route. Sinon, regardez parmi les courriers indésirables, ou demandez à qui exploite AEGIS.',
    back: 'Retour à la connexion',
  },
  reset: {
    title: 'Choisissez un nouveau mot de passe',
    text: 'Vous serez déconnecté partout, puis vous vous connecterez avec lui.',
    submit: 'Enregistrer le mot de passe',
    done: 'Votre nouveau mot de passe est enregistré',
    doneText: 'Vous avez été déconnecté partout.',
    again: 'Demander un autre lien',
  },
  invitation: {
    title: 'Rejoindre {{workspace}}',
    text: '{{by}} vous invite comme {{role}}.',
    join: 'Rejoindre',
    ended: 'Cette invitation n’est plus valable',
    signInFirst: '{{email}} a un compte. Connectez-vous avec lui, et vous reviendrez ici.',
  },
  role: {
    owner: 'propriétaire',
    admin: 'administrateur',
    operator: 'opérateur',
    analyst: 'analyste',
    auditor: 'auditeur',
  },
  problem: {
    'not-found':
      'Personne n’a configuré l’authentification unique pour ce domaine. Utilisez votre mot de passe.',
    'platform-failed':
      'La connexion de votre entreprise ne répond pas comme prévu. Réessayez, ou prévenez votre administrateur.',
    'invalid-link': 'Le lien a déjà servi ou a expiré. Demandez-en un nouveau.',
    'not-signed-in': 'Connectez-vous d’abord avec le compte de cette adresse.',
    'wrong-credentials': 'Ce code est incorrect ou a déjà servi. Attendez le suivant.',
  },
  failed: 'La connexion a échoué. Réessayez dans un instant.',
};
