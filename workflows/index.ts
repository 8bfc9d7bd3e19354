export { agentRun } from './agent-run.ts';
export { change } from './change.ts';
export { platformSync } from './platform-sync.ts';
export { renewCredential } from './renew-credential.ts';
export { rotateKeys } from './rotate-keys.ts';
export { purge } from './purge.ts';
