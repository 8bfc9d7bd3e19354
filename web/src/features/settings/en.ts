export default {
  title: 'Settings',
  sub: 'Yours, and those of the workspace.',
  back: 'All settings',
  saved: 'Saved',
  section: {
    profile: 'Profile',
    workspace: 'Workspace',
  },
  invalid: { empty: 'This cannot be empty.' },
  profile: {
    name: 'Name',
    title: 'Title',
    titleHint: 'What you do here, as others see it.',
    email: 'E-mail',
    emailHint: 'You sign in with it.',
    language: 'Language',
    languageHint: 'The console in this browser changes to it too.',
  },
  workspace: {
    mayNot: 'Your role may look at these settings. An owner or admin can change them.',
    name: 'Name',
    timeZone: 'Time zone',
    timeZoneHint: 'Times are shown in it, and the day of the plan’s task limit begins at its midnight.',
    currency: 'Currency',
    currencyHint: 'For sums where no ad account says another one. Budgets stay in their account’s currency.',
    twoPerson: 'Two people above',
    twoPersonHint:
      'A daily budget change of more than this needs a second person, counted in the currency of its account. Empty: one person is always enough. Changes that wait now keep what they asked for.',
  },
};
