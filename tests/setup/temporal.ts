import { randomUUID } from 'node:crypto';
import { prepareNamespace } from '../../temporal/server.ts';

/** Address of the Temporal server of this run. */
export function temporalAddress(): string {
  const address = process.env.AEGIS_TEST_TEMPORAL;
  if (!address) throw new Error('There is no test Temporal: test files that need one live in tests/.');
  return address;
}

/**
 * A namespace of its own with our search attributes (0.2–1 s), so that the workers and workflows of one test file never
 * meet those of another. It goes away with the server.
 */
export async function createTestNamespace(): Promise<{ address: string; namespace: string }> {
  const [address, namespace] = [temporalAddress(), `test-${randomUUID()}`];
  await prepareNamespace(address, namespace);
  return { address, namespace };
}
