import type { ApiConfig } from './config.ts';

/** Page of a workflow in the Temporal UI, or null where there is none. */
export function temporalUrl(config: ApiConfig, workflowId: string): string | null {
  const { uiUrl, namespace } = config.temporal;
  if (!uiUrl) return null;
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
