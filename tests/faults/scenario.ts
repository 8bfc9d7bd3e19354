import { readFile } from 'node:fs/promises';
import type { StartOptions } from '../../sandbox/server.ts';

/** The sandbox's own world with accounts where it is about noon: no day begins while a test runs. */
export async function scenarioAtNoon(instant: number): Promise<NonNullable<StartOptions['scenario']>> {
  const file = new URL('../../sandbox/scenarios/maison-solene.json', import.meta.url);
  const scenario = JSON.parse(await readFile(file, 'utf8')) as { accounts: { timeZone: string }[] };
  const behind = new Date(instant).getUTCHours() - 12; // "Etc/GMT+5" is five hours behind UTC
  for (const account of scenario.accounts) account.timeZone = `Etc/GMT${behind < 0 ? '' : '+'}${behind}`;
  return scenario;
}
