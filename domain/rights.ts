/** The right to change campaigns, by each platform's own name for it. */
export const changeRights = { meta: 'ads_management' } as const satisfies Record<string, string>;

/** Whether what a platform granted lets us change campaigns there. */
export function mayChange(platform: string, granted: readonly string[]): boolean {
  return Object.entries(changeRights).some(([of, right]) => of === platform && granted.includes(right));
}
