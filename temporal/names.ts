/** Names that workflows, activities, clients and operators share. Pure: also bundled into the workflow sandbox. */
export const NAMESPACE = 'aegis';

export const queues = {
  main: 'aegis',
  model: 'aegis-model',
  platform: (platform: string) => `aegis-${platform}`,
} as const;

export const workflowIds = {
  task: (taskId: string, round: number) => `task/${taskId}/${round}`,
  change: (proposalId: string) => `change/${proposalId}`,
  sync: (syncId: string) => `sync/${syncId}`,
  renewal: (connectionId: string) => `renewal/${connectionId}`,
  rotation: 'rotate-keys',
  purge: (tenantId: string) => `purge/${tenantId}`,
} as const;

/** Search attributes, registered on the namespace by temporal/server.ts. */
export const searchAttributes = {
  TenantId: 'Keyword',
  TaskKind: 'Keyword',
  Agent: 'Keyword',
  Platform: 'Keyword',
  TaskStatus: 'Keyword',
  TaskTrigger: 'Keyword',
  TaskPriority: 'Int',
} as const;

/** A task's priority 1 (most urgent) to 10 as Temporal's 1 to 5. */
export function temporalPriority(priority: number): number {
  return Math.min(5, Math.max(1, Math.ceil(priority / 2)));
}
