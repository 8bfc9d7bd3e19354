/** Names of agents are names: the same in every language. `budget-analyzer` → `Budget Analyzer`. */
export const agentName = (key: string) =>
  key
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
