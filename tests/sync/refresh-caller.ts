import { createInterface } from 'node:readline';
import { withCredential, type CredentialDeps } from '../../activities/credentials.ts';
import { connectorOf } from '../../connectors/registry.ts';
import { openDatabase } from '../../db/database.ts';
import { readVaultKey } from '../../db/vault.ts';

/**
 * One of the processes of tests/proofs/refresh.test.ts. Each line on stdin is a number: so many callers use the connection's credential
 * at once; the answer is one line with the codes of those that failed.
 */
const { DATABASE_URL, VAULT_KEY, PROVIDER_URL, TENANT_ID, CONNECTION_ID, LEASE_MS } = process.env;
// Fifty at once on a busy machine wait for a connection: that is no failure here.
const db = openDatabase(DATABASE_URL!, { name: 'refresh-caller', waitMs: 60_000 });
const apiUrl = PROVIDER_URL!;
const deps: CredentialDeps = {
  db,
  vaultKey: readVaultKey(VAULT_KEY!),
  apps: {
    meta: {
      live: null,
      sandbox: { environment: 'sandbox', clientId: 'app', clientSecret: 'word', apiUrl, dialogUrl: apiUrl },
    },
  },
  fetch: (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('x-pid', String(process.pid));
    return fetch(input, { ...init, headers });
  },
  now: () => new Date(),
  leaseMs: Number(LEASE_MS),
};
const use = { tenantId: TENANT_ID!, connectionId: CONNECTION_ID!, actor: `test:${process.pid}` };
const connector = connectorOf('meta')!;

for await (const line of createInterface({ input: process.stdin })) {
  const results = await Promise.allSettled(
    Array.from({ length: Number(line) }, () =>
      withCredential(deps, use, (call) => connector.listAccounts(call)),
    ),
  );
  const failed = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => (reason as { code?: string }).code ?? String(reason));
  process.stdout.write(`${JSON.stringify(failed)}\n`);
}
await db.close();
