export default {
  title: 'Connexion',
  text: 'Utilisez l’adresse et le mot de passe de votre espace.',
  email: 'E-mail',
  password: 'Mot de passe',
  submit: 'Se connecter',
  link: 'Connexion avec votre lien',
  refused: 'E-mail ou mot de passe incorrect.',
  linkRefused: 'Ce lien a déjà servi ou a expiré. Connectez-vous avec votre mot de passe.',
  busy: 'Trop d’essais. Patientez une minute, puis réessayez.',
  failed: 'La connexion a échoué. Réessayez dans un instant.',
};
