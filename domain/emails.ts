type Locale = 'en' | 'fr';

interface Words {
  subject: string;
  /** Lines; {words} are filled in, {link} by the address with its token. */
  text: string;
}

/** What AEGIS writes to people, plain text. `path`: where its link leads in the console. */
export const emailTemplates = {
  'password-reset': {
    path: '/reset-password',
    en: {
      subject: 'Choose a new password for AEGIS',
      text: `Hello {name},

somebody asked for a new password for your AEGIS account. Choose one here, within 30 minutes:
{link}

If it was not you, do nothing: your password stays as it is.`,
    },
    fr: {
      subject: 'Choisissez un nouveau mot de passe pour AEGIS',
      text: `Bonjour {name},

quelqu’un a demandé un nouveau mot de passe pour votre compte AEGIS. Choisissez-le ici, dans les 30 minutes\u00a0:
{link}

Si ce n’était pas vous, ne faites rien\u00a0: votre mot de passe reste le même.`,
    },
  },
  'password-changed': {
    path: null,
    en: {
      subject: 'Your AEGIS password was changed',
      text: `Hello {name},

the password of your AEGIS account was changed, and you were signed out everywhere else.

If it was not you, ask for a new password on the sign-in page at once and tell an owner of your workspace.`,
    },
    fr: {
      subject: 'Votre mot de passe AEGIS a été changé',
      text: `Bonjour {name},

le mot de passe de votre compte AEGIS a été changé, et vous avez été déconnecté partout ailleurs.

Si ce n’était pas vous, demandez tout de suite un nouveau mot de passe sur la page de connexion et prévenez un propriétaire de votre espace.`,
    },
  },
  'second-factor-changed': {
    path: null,
    en: {
      subject: 'Signing in to AEGIS has changed',
      text: `Hello {name},

{change}

If it was not you, choose a new password at once and tell an owner of your workspace.`,
    },
    fr: {
      subject: 'La connexion à AEGIS a changé',
      text: `Bonjour {name},

{change}

Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez un propriétaire de votre espace.`,
    },
  },
  'workspace-deleted': {
    path: null,
    en: {
      subject: 'The workspace {workspace} was deleted',
      text: `Hello {name},

{who} deleted the workspace {workspace} on AEGIS. Agents, syncs and schedules have stopped, and everybody was signed out.

Every owner can sign in and restore it until {until}. Then all its data are removed for good.`,
    },
    fr: {
      subject: 'L’espace {workspace} a été supprimé',
      text: `Bonjour {name},

{who} a supprimé l’espace {workspace} sur AEGIS. Agents, synchronisations et planifications sont arrêtés, et tout le monde a été déconnecté.

Chaque propriétaire peut se connecter et le restaurer jusqu’au {until}. Ensuite, toutes ses données sont effacées pour de bon.`,
    },
  },
  invitation: {
    path: '/invitation',
    en: {
      subject: '{inviter} invites you to {workspace} on AEGIS',
      text: `Hello,

{inviter} invites you to the workspace {workspace} on AEGIS. Join it here, within three days:
{link}`,
    },
    fr: {
      subject: '{inviter} vous invite dans {workspace} sur AEGIS',
      text: `Bonjour,

{inviter} vous invite dans l’espace {workspace} sur AEGIS. Rejoignez-le ici, dans les trois jours\u00a0:
{link}`,
    },
  },
  notification: {
    path: null,
    en: {
      subject: '{line}',
      text: `Hello {name},

{line}.
{address}

You get this mail as a member of {workspace} on AEGIS. Choose what you are told, and when: {settings}`,
    },
    fr: {
      subject: '{line}',
      text: `Bonjour {name},

{line}.
{address}

Vous recevez ce message comme membre de {workspace} sur AEGIS. Choisissez ce qui vous est dit, et quand\u00a0: {settings}`,
    },
  },
  notifications: {
    path: null,
    en: {
      subject: '{workspace}: {count} notifications',
      text: `Hello {name},

in {workspace} on AEGIS:

{lines}

Choose what you are told, and when: {settings}`,
    },
    fr: {
      subject: '{workspace}\u00a0: {count} notifications',
      text: `Bonjour {name},

dans {workspace} sur AEGIS\u00a0:

{lines}

Choisissez ce qui vous est dit, et quand\u00a0: {settings}`,
    },
  },
} as const satisfies Record<string, { path: string | null } & Record<Locale, Words>>;

/** What the mail `second-factor-changed` tells. */
export const factorChanges = {
  on: {
    en: 'Signing in now asks for a code of your authenticator app, and you were signed out everywhere else.',
    fr: 'La connexion demande désormais un code de votre application d’authentification, et vous avez été déconnecté partout ailleurs.',
  },
  off: {
    en: 'Signing in asks for no code of an authenticator app any more, and you were signed out everywhere else.',
    fr: 'La connexion ne demande plus de code d’une application d’authentification, et vous avez été déconnecté partout ailleurs.',
  },
  codes: {
    en: 'You have new recovery codes; the old ones sign nobody in any more.',
    fr: 'Vous avez de nouveaux codes de secours\u00a0; les anciens ne connectent plus personne.',
  },
} as const;
export type FactorChange = keyof typeof factorChanges;

export type EmailTemplate = keyof typeof emailTemplates;

/**
 * The e-mail as people read it; what is filled in cannot break a line of the subject or add a field to it. Only `lines`
 * are several.
 */
export function writeEmail(
  template: EmailTemplate,
  locale: Locale,
  words: Readonly<Record<string, string>>,
): { subject: string; text: string } {
  const { subject, text } = emailTemplates[template][locale];
  const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const word = words[name] ?? '';
      return name === 'lines' ? word.split('\n').map(oneLine).join('\n') : oneLine(word);
    });
  return { subject: fill(subject), text: `${fill(text)}\n` };
}

/** The address of an e-mail's link. The token stands behind #, so that no server and no log ever sees it. */
export const emailLink = (publicUrl: string, template: EmailTemplate, token: string): string =>
  `${publicUrl}${emailTemplates[template].path ?? '/'}#token=${token}`;
