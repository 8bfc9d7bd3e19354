import type { Connection } from '../../contracts/connections.ts';
import { consent } from '../sandbox/client.ts';
import { runSync, startWorkspace } from '../sync/workspace.ts';
import { startTestApi, type Answer, type Person } from './api.ts';

/** An API and a sandbox that share one frozen clock, and a person's way through the consent page. No worker. */
export async function startSyncedApi() {
  const workspace = await startWorkspace();
  const { database, sandbox, deps } = workspace;
  const api = await startTestApi(
    {
      publicUrl: 'http://127.0.0.1:4700',
      meta: { live: null, sandbox: workspace.app },
      vaultKey: deps.vaultKey,
    },
    { database, now: deps.now },
  );
  /** From "Connect" to the address that the platform sends the browser to. */
  const askPlatform = async (
    person: Person,
    decision = 'allow',
    scopes = ['ads_management'],
  ): Promise<URL> => {
    const asked = { environment: 'sandbox', scopes };
    const { body } = await person.call('POST', '/api/v1/auth/oauth/meta', asked);
    const dialog = new URL(body.authorizeUrl as string);
    return consent(sandbox.url, Object.fromEntries(dialog.searchParams), decision);
  };
  /** Where the console is opened, after the browser came back to us. */
  const comeBack = async (
    person: Pick<Person, 'call'>,
    back: URL,
  ): Promise<{ answer: Answer; page: URL }> => {
    const answer = await person.call('GET', back.pathname + back.search);
    return { answer, page: new URL(answer.headers.get('location') ?? 'about:blank') };
  };
  return {
    ...api,
    workspace,
    askPlatform,
    comeBack,
    /** Connects and syncs; gives the connection as the console sees it. */
    async connect(person: Person, scopes?: string[]): Promise<Connection> {
      const { page } = await comeBack(person, await askPlatform(person, 'allow', scopes));
      const connectionId = page.searchParams.get('connection')!;
      await runSync(workspace, { tenantId: person.tenantId, connectionId });
      return (await person.call('GET', `/api/v1/connections/${connectionId}`)).body as unknown as Connection;
    },
    async close() {
      await api.close();
      await workspace.close();
    },
  };
}

export type SyncedApi = Awaited<ReturnType<typeof startSyncedApi>>;
