import type { NotificationKind, NotificationWords } from './notifications.ts';

type Locale = 'en' | 'fr';

/** One line each, for console and e-mail; {words} are filled in. */
const texts: Record<string, Record<Locale, string>> = {
  'change-waits': {
    en: '{by} proposes a change of {campaign}',
    fr: '{by} propose un changement de {campaign}',
  },
  'change-applied': {
    en: 'The change of {campaign} is applied and read back',
    fr: 'Le changement de {campaign} est appliqué et relu',
  },
  'change-failed': {
    en: 'The change of {campaign} failed',
    fr: 'Le changement de {campaign} a échoué',
  },
  'change-conflict': {
    en: 'The change of {campaign} was not kept: someone else changed it',
    fr: 'Le changement de {campaign} n’a pas tenu\u00a0: quelqu’un d’autre l’a modifiée',
  },
  'task-dead-letter': {
    en: 'Task {number} of {agent} gave up after all its tries',
    fr: 'La tâche {number} de {agent} a abandonné après tous ses essais',
  },
  'connection-reconnect': {
    en: '{name} has lost its access: reconnect it',
    fr: '{name} a perdu son accès\u00a0: reconnectez-le',
  },
  'sync-failing': {
    en: 'The last sync of {name} failed',
    fr: 'La dernière synchronisation de {name} a échoué',
  },
  'plan-limit.tasks': {
    en: 'All {limit} tasks of today are used',
    fr: 'Les {limit} tâches du jour sont toutes utilisées',
  },
  'plan-limit.agents': {
    en: 'The plan has no place for a further agent',
    fr: 'Le forfait n’a plus de place pour un autre agent',
  },
  'plan-limit.connectors': {
    en: 'The plan has no place for a further connection',
    fr: 'Le forfait n’a plus de place pour une autre connexion',
  },
  'plan-ending.trial': {
    en: 'The trial of {plan} ends {at}, then {next} begins',
    fr: 'L’essai de {plan} se termine le {at}, puis commence {next}',
  },
  'plan-ending.downgrade': {
    en: '{plan} ends {at}, then {next} begins',
    fr: '{plan} se termine le {at}, puis commence {next}',
  },
  'plan-ended': {
    en: 'The plan is {plan} now',
    fr: 'Le forfait est désormais {plan}',
  },
  'member-joined': {
    en: '{name} has joined the workspace',
    fr: '{name} a rejoint l’espace de travail',
  },
  'new-sign-in': {
    en: 'New sign-in to your account: {browser} on {system}, from {ip}',
    fr: 'Nouvelle connexion à votre compte\u00a0: {browser} sur {system}, depuis {ip}',
  },
  'password-changed': {
    en: 'Your password was changed',
    fr: 'Votre mot de passe a été changé',
  },
  'second-factor-changed.on': {
    en: 'Your authenticator app was turned on',
    fr: 'Votre application d’authentification a été activée',
  },
  'second-factor-changed.off': {
    en: 'Your authenticator app was removed',
    fr: 'Votre application d’authentification a été retirée',
  },
  'second-factor-changed.codes': {
    en: 'Your recovery codes were replaced',
    fr: 'Vos codes de secours ont été remplacés',
  },
  'api-key-created': {
    en: 'The API key {name} was made in your name',
    fr: 'La clé d’API {name} a été créée en votre nom',
  },
};

const plans: Record<string, Record<Locale, string>> = {
  free: { en: 'Free', fr: 'Gratuit' },
  starter: { en: 'Starter', fr: 'Starter' },
  pro: { en: 'Pro', fr: 'Pro' },
  enterprise: { en: 'Enterprise', fr: 'Entreprise' },
};

/** Where what is unknown says so. */
const unknown: Record<string, Record<Locale, string>> = {
  browser: { en: 'a program', fr: 'un programme' },
  system: { en: 'an unknown system', fr: 'un système inconnu' },
};

/** The keys of agents are their names: `budget-analyzer`, Budget Analyzer. */
const agentName = (key: string) =>
  key.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => (dash && ' ') + letter.toUpperCase());

/** What happened, in one line; what is filled in cannot break it. `day` writes an instant. */
export function sayNotification(
  kind: NotificationKind,
  locale: Locale,
  words: NotificationWords,
  day: (instant: string) => string,
): string {
  const text = texts[words.variant ? `${kind}.${words.variant}` : kind]?.[locale] ?? '';
  return text.replace(/\{(\w+)\}/g, (_, name: string) => say(name).replace(/[\p{Cc}\u2028\u2029]+/gu, ' '));

  function say(name: string): string {
    const word = words[name] ?? '';
    if (name === 'plan' || name === 'next') return plans[word]?.[locale] ?? word;
    if (name === 'agent' || (name === 'by' && words.agent === word)) return agentName(word);
    if (name === 'at') return word && day(word);
    return word || (unknown[name]?.[locale] ?? '');
  }
}

/** Where in the console it leads. */
export function notificationPath(kind: NotificationKind, subject: string): string {
  switch (kind) {
    case 'change-waits':
    case 'change-applied':
    case 'change-failed':
    case 'change-conflict':
      return `/approvals/${subject}`;
    case 'task-dead-letter':
      return `/tasks/${subject}`;
    case 'connection-reconnect':
    case 'sync-failing':
      return '/connections';
    case 'plan-limit':
    case 'plan-ending':
    case 'plan-ended':
      return '/settings/plan';
    case 'member-joined':
      return '/settings/members';
    case 'api-key-created':
      return '/settings/api-keys';
    default:
      return '/settings/security';
  }
}
