import type { en } from './words-en.ts';
import type { Dictionary, Speaker } from './words-en.ts';

/** The same kinds as in English: a missing one is a type error. */
type SameKinds = {
  [Part in keyof Dictionary]: Dictionary[Part] extends Record<string, infer Words>
    ? Record<keyof (typeof en)[Part], Words>
    : Dictionary[Part];
};

const forecastRange = ({ f }: Speaker) =>
  `Sur les ${f('days')} prochains jours, nous attendons ${f('value')} de chiffre d’affaires (probable à ${f('chance')} : de ${f('valueLow')} à ${f('valueHigh')}) et ${f('conversions')} conversions pour ${f('spend')} de dépense.`;

const returned = ({ f }: Speaker) =>
  `${f('period')} : ${f('spend')} de dépense ont apporté ${f('value')} de chiffre d’affaires revendiqué, soit ${f('roas')} contre ${f('before')} les semaines précédentes.`;

const paced = ({ f }: Speaker) =>
  `${f('spent')} sur ${f('budget')} sont dépensés (${f('shareOfBudget')}) alors que ${f('shareOfTime')} du mois est écoulé ; à ce rythme ${f('projected')} le ${f('monthEnd')}, entre ${f('low')} et ${f('high')}.`;

const moved = ({ f, plus }: Speaker) =>
  `${f('campaign')} de ${f('from')} à ${f('to')} par jour (${plus('step')}) : ${plus('revenue')} de chiffre d’affaires par semaine, probable à ${f('likely')} de ${plus('low')} à ${plus('high')} ; ${plus('afterCosts')} après coûts, ${f('chance')} de chances de se rembourser.`;

const tested = ({ f }: Speaker) =>
  `Faite depuis ${f('origins')} jours passés, son erreur par jour était de ${f('error')} ; répéter la dernière semaine se trompait de ${f('naive')}.`;

const stepped = ({ f, plus }: Speaker) =>
  `De ${f('before')} à ${f('after')} par jour le ${f('on')} : en ${f('days')} jours, ${plus('extraSpend')} de dépense pour ${plus('extraValue')} de chiffre d’affaires.`;

export const fr = {
  headlines: {
    'too-few-days': ({ f }) => ({
      headline: 'Trop tôt pour le dire',
      summary: `Seuls ${f('days')} jours consolidés sont connus ; il en faut ${f('needed')}. Rien n’est deviné d’ici là.`,
    }),
    'roas-up': (s) => ({ headline: `Le retour monte à ${s.f('roas')}`, summary: returned(s) }),
    'roas-down': (s) => ({ headline: `Le retour descend à ${s.f('roas')}`, summary: returned(s) }),
    'roas-steady': (s) => ({ headline: `Le retour est stable à ${s.f('roas')}`, summary: returned(s) }),
    'roas-first': ({ f }) => ({
      headline: `Le retour est de ${f('roas')}`,
      summary: `${f('period')} : ${f('spend')} de dépense ont apporté ${f('value')} de chiffre d’affaires revendiqué. Il n’y a pas de période antérieure à comparer.`,
    }),
    'no-return-reported': ({ f }) => ({
      headline: 'La plateforme ne déclare aucun chiffre d’affaires',
      summary: `${f('period')} : ${f('spend')} ont été dépensés et aucune valeur de conversion n’a été transmise. Vérifiez le suivi des achats.`,
    }),
    reallocate: ({ f, plus }) => ({
      headline: `Déplacer des budgets rapporte ${plus('gain')} par semaine après coûts`,
      summary: `Changements proposés : ${f('moves')}. Ensemble ${plus('revenue')} de chiffre d’affaires et ${plus('spend')} de dépense par semaine ; après coûts ${plus('gain')}, probable à ${f('likely')} entre ${plus('low')} et ${plus('high')}. Chances d’un gain : ${f('chance')}.`,
    }),
    'nothing-to-move': ({ f }) => ({
      headline: 'Les budgets sont bien placés',
      summary: `La réponse de ${f('known')} campagnes sur ${f('campaigns')} est assez connue, avec ${f('total')} par jour entre elles. Aucun changement dans la limite de pas n’a assez de chances de se rembourser.`,
    }),
    waiting: ({ f }) => ({
      headline: 'Pas d’autre changement pour l’instant',
      summary: `Laissées ${f('wait')} jours après un changement ou un refus : ${f('waiting')} campagnes sur ${f('campaigns')}. Parmi les autres, aucun budget à déplacer n’a assez de chances de se rembourser.`,
    }),
    'no-curve': ({ f }) => ({
      headline: 'Aucun budget ne peut encore être conseillé',
      summary: `Pour aucune des ${f('campaigns')} campagnes les données ne disent comment le chiffre d’affaires répond au budget. Les constats disent ce qui manque.`,
    }),
    forecast: (s) => ({
      headline: `Environ ${s.f('value')} de chiffre d’affaires en ${s.f('days')} jours`,
      summary: forecastRange(s),
    }),
  },
  findings: {
    'too-few-days': ({ f }) => ({
      title: 'Trop peu de jours',
      sentence: `${f('days')} jours sont utilisables, il en faut ${f('needed')}.`,
    }),
    'pacing-over': (s) => ({ title: 'Le mois dépasse le budget', sentence: paced(s) }),
    'pacing-under': (s) => ({ title: 'Le mois reste sous le budget', sentence: paced(s) }),
    'pacing-on': (s) => ({ title: 'La dépense est dans le rythme', sentence: paced(s) }),
    'pacing-no-budget': ({ f }) => ({
      title: 'Où le mois finira',
      sentence: `${f('spent')} sont dépensés alors que ${f('shareOfTime')} du mois est écoulé ; à ce rythme ${f('projected')} le ${f('monthEnd')}, entre ${f('low')} et ${f('high')}. Aucun budget n’est fixé pour le mois.`,
    }),
    'change-by-mix': ({ f, plus }) => ({
      title: 'L’argent a changé de campagne',
      sentence: `Le retour passe de ${f('before')} à ${f('after')} : ${plus('mix')} par le déplacement de la dépense, ${plus('rate')} par les campagnes elles-mêmes. ${f('campaign')} y est pour le plus (${plus('effect')}).`,
    }),
    'change-by-rate': ({ f, plus }) => ({
      title: 'Les campagnes elles-mêmes ont changé',
      sentence: `Le retour passe de ${f('before')} à ${f('after')} : ${plus('rate')} par les campagnes elles-mêmes, ${plus('mix')} par le déplacement de la dépense. ${f('campaign')} y est pour le plus (${plus('effect')}).`,
    }),
    'room-to-grow': ({ f }) => ({
      title: 'La dernière dépense rapporte encore',
      sentence: `Un peu plus de dépense dans ${f('campaign')} rapporte ${f('marginal')} (de ${f('low')} à ${f('high')}) ; à ${f('needed')} elle se rembourse.`,
    }),
    'last-euro-loses': ({ f }) => ({
      title: 'La dernière dépense perd de l’argent',
      sentence: `Un peu plus de dépense dans ${f('campaign')} rapporte ${f('marginal')} (de ${f('low')} à ${f('high')}) ; il faudrait ${f('needed')} pour qu’elle se rembourse.`,
    }),
    'below-break-even': ({ f }) => ({
      title: 'Sous le seuil de rentabilité',
      sentence: `${f('campaign')} a rendu ${f('roas')} pour ${f('spend')} ; le seuil est à ${f('needed')}.`,
    }),
    'no-value-reported': ({ f }) => ({
      title: 'Aucun chiffre d’affaires déclaré',
      sentence: `${f('campaign')} a dépensé ${f('spend')} et la plateforme n’a transmis aucune valeur.`,
    }),
    'budget-not-spent': ({ f }) => ({
      title: 'Le budget n’est pas la limite',
      sentence: `${f('campaign')} a dépensé ${f('spent')} par jour sur ${f('budget')} (${f('share')}), ${f('period')} : un budget plus haut ne changerait rien.`,
    }),
    raise: (s) => ({ title: 'Augmenter', sentence: moved(s) }),
    cut: (s) => ({ title: 'Baisser', sentence: moved(s) }),
    'total-too-high': ({ f }) => ({
      title: 'Le total dépasse ce qui se rembourse',
      sentence: `Sur les campagnes évaluables (${f('known')}), le dernier peu de dépense rapporte ${f('marginal')} ; il faudrait ${f('needed')}.`,
    }),
    'total-could-grow': ({ f }) => ({
      title: 'Le total pourrait croître',
      sentence: `Sur les campagnes évaluables (${f('known')}), un peu plus de dépense rapporte ${f('marginal')} ; à ${f('needed')} elle se rembourse.`,
    }),
    'aside-too-few-days': ({ f }) => ({
      title: 'Pas de courbe : trop peu de jours',
      sentence: `${f('campaign')} a ${f('measured')} jours entiers de diffusion ; il en faut ${f('needed')}.`,
    }),
    'aside-no-values': ({ f }) => ({
      title: 'Pas de courbe : trop peu de jours avec des ventes',
      sentence: `${f('campaign')} a du chiffre d’affaires sur ${f('measured')} jours ; il en faut ${f('needed')}.`,
    }),
    'aside-too-little-variation': ({ f }) => ({
      title: 'Pas de courbe : le budget n’a guère changé',
      sentence: `La dépense par jour de ${f('campaign')} a varié de ${f('measured')} ; il faut ${f('needed')} pour voir comment le chiffre d’affaires répond. Essayez un autre budget quelques semaines.`,
    }),
    'aside-not-increasing': ({ f }) => ({
      title: 'Pas de courbe : dépenser plus n’a pas clairement rapporté plus',
      sentence: `Pour ${f('campaign')}, la probabilité que le chiffre d’affaires monte avec la dépense est de ${f('measured')} ; il faut ${f('needed')}.`,
    }),
    'aside-no-held-out-skill': ({ f }) => ({
      title: 'Pas de courbe : elle ne prédirait rien',
      sentence: `Une courbe pour ${f('campaign')} ne fait pas mieux que rien sur des semaines qu’elle n’a pas vues.`,
    }),
    'aside-budget-not-spent': ({ f }) => ({
      title: 'Laissée : le budget n’est pas la limite',
      sentence: `${f('campaign')} dépense depuis peu ${f('measured')} de son budget, ou le budget vient de changer.`,
    }),
    'aside-no-daily-budget': ({ f }) => ({
      title: 'Laissée : pas de budget quotidien',
      sentence: `${f('campaign')} n’a pas de budget quotidien à changer.`,
    }),
    'aside-changed-recently': ({ f }) => ({
      title: 'Laissée : modifiée il y a peu',
      sentence: `${f('campaign')} a été modifiée le ${f('on')}. L’effet est mesuré pendant ${f('needed')} jours.`,
    }),
    'aside-rejected-recently': ({ f }) => ({
      title: 'Laissée : refusée il y a peu',
      sentence: `Un changement de ${f('campaign')} a été refusé le ${f('on')}. Il n’est plus proposé pendant ${f('needed')} jours.`,
    }),
    'aside-locked': ({ f }) => ({
      title: 'Laissée : verrouillée',
      sentence: `${f('campaign')} est verrouillée dans les réglages.`,
    }),
    forecast: (s) => ({ title: `Les ${s.f('days')} prochains jours`, sentence: forecastRange(s) }),
    'back-test-better': (s) => ({
      title: 'Elle bat la répétition de la dernière semaine',
      sentence: tested(s),
    }),
    'back-test-worse': (s) => ({
      title: 'Elle ne bat pas la répétition de la dernière semaine',
      sentence: tested(s),
    }),
  },
  caveats: {
    'still-reporting': ({ f }) =>
      `Les conversions du ${f('days')} arrivent encore et ne sont pas prises pour complètes.`,
    'margin-assumed': ({ f }) =>
      `Une marge de ${f('margin')} est supposée ; indiquez la vôtre dans les réglages de l’agent.`,
    'platform-claimed': () =>
      'Le chiffre d’affaires est celui que la plateforme revendique ; il peut compter des ventes qui seraient venues sans elle.',
    'budgets-as-now': () => 'La prévision suppose des budgets et des campagnes inchangés.',
    'beyond-tested': ({ f }) =>
      `Seuls ${f('tested')} jours d’avance ont pu être testés ; l’intervalle à ${f('ahead')} jours est prolongé à partir de là.`,
  },
  evidence: {
    'marginal-return': ({ f }) => ({
      title: 'Ce que rapporte un peu plus',
      sentence: `Un peu plus de budget rapporte ${f('marginal')} de chiffre d’affaires ; à ${f('needed')} elle se rembourse.`,
    }),
    'budgets-tried': ({ f }) => ({
      title: 'Des budgets ont été essayés',
      sentence: `Entre ${f('low')} et ${f('high')} par jour sur ${f('days')} jours ; budget, jour de semaine et dérive expliquent ${f('explained')} de la variation.`,
    }),
    'last-raise': (s) => ({ title: 'La dernière hausse', sentence: stepped(s) }),
    'last-cut': (s) => ({ title: 'La dernière baisse', sentence: stepped(s) }),
    'held-out-skill': ({ f }) => ({
      title: 'Elle prédit des semaines qu’elle n’a pas vues',
      sentence: `Connaître la dépense épargne ${f('skill')} de l’erreur quadratique sur des semaines laissées hors du calcul.`,
    }),
    calibration: ({ f }) => ({
      title: 'Le bilan de cet agent',
      sentence: `${f('inside')} de ses ${f('checked')} prévisions vérifiées sont tombées dans leur intervalle ; il promet ${f('promised')}.`,
    }),
  },
  sources: {
    'campaign-days': ({ f }) => `Diffusion par jour, ${f('range')}`,
    'outcome-checks': () => 'Calibrage de Budget Analyzer',
  },
  raise: ({ f, plus }) =>
    `Augmenter de ${f('from')} à ${f('to')} : ${plus('revenue')} de chiffre d’affaires attendus par semaine, ${plus('afterCosts')} après coûts.`,
  cut: ({ f, plus }) =>
    `Baisser de ${f('from')} à ${f('to')} : ${plus('spend')} de dépense par semaine pour ${plus('revenue')} de chiffre d’affaires, ${plus('afterCosts')} après coûts.`,
  alternatives: {
    'as-now': 'Comme maintenant',
    smaller: 'Un pas plus petit rapporte moins',
    proposed: 'Proposé',
    larger: 'Au-delà de la limite de pas ou du total',
    untried: 'Jamais essayé : une supposition',
  },
  risks: {
    'outside-tried': ({ f }) =>
      `Les budgets essayés vont de ${f('low')} à ${f('high')} ; au-delà, la courbe est une supposition.`,
    'part-of-plan': ({ f }) =>
      `Un des ${f('count')} changements qui ensemble gardent le total ; seul, il change le total.`,
    'only-in-plan': ({ f }) =>
      `Un des ${f('count')} changements qui ensemble gardent le total : il libère de l’argent pour les autres, et seul il coûte plus qu’il n’épargne.`,
    relearning: () => 'La plateforme peut réapprendre quelques jours après un changement de budget.',
    'version-pinned': ({ f }) =>
      `Lié à la version ${f('version')} de la campagne. Si elle change avant, on vous redemande.`,
  },
} satisfies SameKinds;
