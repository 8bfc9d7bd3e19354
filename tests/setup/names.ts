/** Shared by the run (start.ts) and the test files (database.ts), which live in different processes. */
export const template = 'aegis_template';
export const superuserPassword = 'superuser-of-a-test-run';
export const passwords = { app: 'app-of-a-test', dispatch: 'dispatch-of-a-test', owner: 'owner-of-a-test' };
