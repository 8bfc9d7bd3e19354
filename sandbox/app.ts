/** The sandbox's only application. Public on purpose: it opens nothing but invented data. */
export const SANDBOX_APP = {
  id: '961234567890123',
  secret: 'sandbox-app-secret-not-a-secret',
  name: 'AEGIS',
} as const;

export const SCOPES = {
  ads_read: 'See ad accounts, campaigns and their results',
  ads_management: 'Change campaigns: budgets, pause and resume',
  business_management: 'See the businesses that own the ad accounts',
  public_profile: 'See your name',
} as const;

/** Version the sandbox speaks, the oldest it still serves, and the newest there is. */
export const VERSIONS = { current: 26, oldest: 25 } as const;
