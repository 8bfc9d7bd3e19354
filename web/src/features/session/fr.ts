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
  failed: 'La connexion a échoué. Réessayez dans un instant.',
};
