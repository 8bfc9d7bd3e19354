export { agentRun } from './agent-run.ts';
export { change } from './change.ts';
export { platformSync } from './platform-sync.ts';
