export { agentRun } from './agent-run.ts';
export { change } from './change.ts';
