export default {
  title: 'Réglages',
  sub: 'Les vôtres, et ceux de l’espace de travail.',
  back: 'Tous les réglages',
  saved: 'Enregistré',
  section: {
    profile: 'Profil',
    workspace: 'Espace de travail',
  },
  invalid: { empty: 'Ce champ ne peut pas rester vide.' },
  profile: {
    name: 'Nom',
    title: 'Fonction',
    titleHint: 'Ce que vous faites ici, tel que les autres le voient.',
    email: 'E-mail',
    emailHint: 'Il sert à vous connecter.',
    language: 'Langue',
    languageHint: 'La console de ce navigateur change aussi de langue.',
  },
  workspace: {
    mayNot: 'Votre rôle peut consulter ces réglages. Un propriétaire ou un administrateur peut les modifier.',
    name: 'Nom',
    timeZone: 'Fuseau horaire',
    timeZoneHint:
      'Les heures s’y affichent ; à son minuit commence le jour de la limite de tâches du forfait.',
    currency: 'Devise',
    currencyHint:
      'Pour les sommes, si aucun compte publicitaire n’en dit une autre. Les budgets restent dans la devise de leur compte.',
    twoPerson: 'Deux personnes au-dessus de',
    twoPersonHint:
      'Au-delà, un changement de budget quotidien demande une seconde personne, compté dans la devise de son compte. Vide : une personne suffit toujours. Les changements en attente gardent ce qu’ils demandaient.',
  },
};
