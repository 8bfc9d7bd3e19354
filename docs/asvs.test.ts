import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

/** The table of docs/asvs.md cannot rot: it is whole, and names only tests that exist. */
const root = path.join(import.meta.dirname, '..');
const rows = readFileSync(path.join(import.meta.dirname, 'asvs.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| V\d/.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map(([, id, level, what, state, proof]) => ({ id, level, what, state, proof: proof ?? '' }));

test('it has the 70 requirements of level 1 and the 183 of level 2, each once', () => {
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows.filter(({ level }) => level === '1')).toHaveLength(70);
  expect(rows.filter(({ level }) => level === '2')).toHaveLength(183);
});

test('each says how it is met, what is missing, or why it does not apply', () => {
  for (const row of rows) {
    expect(row).toMatchObject({ state: expect.stringMatching(/^(tested|design|open|–)$/) });
    expect(row.proof).not.toBe('');
  }
});

test('what is tested names the test, and that file exists', () => {
  const files = (proof: string) => [...proof.matchAll(/`([^`]+\.test\.tsx?)`/g)].map(([, file]) => file!);
  const without = rows.filter(({ state, proof }) => state === 'tested' && files(proof).length === 0);
  expect(without).toEqual([]);
  const missing = rows
    .flatMap(({ proof }) => files(proof))
    .filter((file) => !existsSync(path.join(root, file)));
  expect(missing).toEqual([]);
});
