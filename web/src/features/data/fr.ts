export default {
  export: {
    title: 'Emporter toutes les données',
    text: 'Un zip avec chaque table de cet espace de travail telle qu’elle est en ce moment : un fichier de lignes JSON pour chacune, et la liste de ce qu’il contient. Mots de passe, clés et autres secrets n’y figurent jamais. Le journal d’audit dit qui l’a pris.',
    act: 'Tout exporter',
    wait: 'Le fichier se prépare. Gardez cette page ouverte jusqu’à ce qu’il soit complet.',
    done: 'Export complet',
    mayNot: 'Votre rôle ne le permet pas. Un propriétaire ou un administrateur peut emporter les données.',
  },
  sample:
    'Une connexion fictive, avec ses campagnes, tâches et propositions, se trouve dans cet espace. La retirer ne touche pas à vos données.',
  deleted: {
    title: 'Éléments supprimés',
    none: 'Rien à restaurer',
    noneText: 'Les connexions et agents supprimés attendent ici la fin de leur délai.',
    kind: { connection: 'Connexion', agent: 'Agent' },
    since: 'supprimé {{age}}',
    until: 'effacé pour de bon le {{date}}',
    restore: 'Restaurer',
    restoreNamed: 'Restaurer : {{name}}',
    restored: '{{name}} est de retour',
    after: {
      connection: 'Reconnectez-la pour synchroniser ; tout ce qu’elle contenait est là.',
      agent: 'Il est désactivé.',
    },
  },
  retention: {
    title: 'Délai des éléments supprimés',
    label: 'Jours avant l’effacement définitif',
    hint: 'De 1 à 365. Vaut pour les éléments supprimés et pour l’espace de travail lui-même.',
    unit: 'jours',
    wrong: 'Saisissez un nombre entier de 1 à 365.',
    ask_one: 'Ne garder les éléments supprimés que {{count}} jour ?',
    ask_other: 'Ne garder les éléments supprimés que {{count}} jours ?',
    askText_one: '{{count}} élément est supprimé depuis plus longtemps et sera effacé pour de bon aussitôt.',
    askText_other:
      '{{count}} éléments sont supprimés depuis plus longtemps et seront effacés pour de bon aussitôt.',
    act: 'Effacer pour de bon',
  },
  danger: {
    title: 'Supprimer l’espace de travail',
    text: 'Tout le monde est déconnecté, les clés d’API n’ouvrent plus rien, agents, synchronisations et planifications s’arrêtent. Les budgets restent tels quels sur les plateformes.',
    kept_one:
      'Pendant {{count}} jour, un propriétaire peut se connecter et le restaurer. Ensuite, chaque ligne est effacée pour de bon.',
    kept_other:
      'Pendant {{count}} jours, un propriétaire peut se connecter et le restaurer. Ensuite, chaque ligne est effacée pour de bon.',
    act: 'Supprimer l’espace de travail',
    ask: 'Supprimer {{name}} ?',
    askText: 'Il s’arrête aussitôt pour tout le monde. Chaque propriétaire en est averti par e-mail.',
    type: 'Saisissez son nom : {{name}}',
    confirm: 'Supprimer {{name}}',
    done: '{{name}} est supprimé',
    doneText: 'Un propriétaire qui se connecte peut le restaurer jusqu’au {{date}}.',
    out: 'Vers la page de connexion',
  },
  gone: {
    title: '{{name}} est supprimé',
    text: 'Il a été supprimé le {{since}}. Un propriétaire peut le restaurer jusqu’au {{until}} ; ensuite, toutes ses données sont effacées pour de bon.',
    owner:
      'Il a été supprimé le {{since}}. Vous pouvez le restaurer jusqu’au {{until}} ; ensuite, toutes ses données sont effacées pour de bon.',
    restore: 'Restaurer {{name}}',
    enter: 'Aller à {{name}}',
  },
};
