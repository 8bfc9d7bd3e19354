import { afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog, type LogOptions } from './log.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aegis-log-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function linesOf(level: LogOptions['level'], write: (log: ReturnType<typeof createLog>) => void): unknown[] {
  const file = path.join(folder, 'logs', `${level}.log`);
  write(createLog({ part: 'api', level, file }));
  expect(statSync(file).mode & 0o077).toBe(0);
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as unknown);
}

test('a log file gets what its level lets pass, without cookies, passwords or query texts', () => {
  const lines = linesOf('info', (log) => {
    log.debug('too fine');
    const headers = { cookie: 'session=secret-cookie' };
    log.info({ req: { method: 'GET', url: '/callback?code=secret-code', id: 'r1', headers } }, 'incoming');
    log.info({ user: { name: 'Camille', password: 'secret-word' } }, 'signed in');
  });
  expect(lines).toMatchObject([
    { name: 'api', msg: 'incoming', req: { method: 'GET', path: '/callback', id: 'r1' } },
    { name: 'api', msg: 'signed in', user: { name: 'Camille' } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('a silent log stays empty', () => {
  expect(linesOf('silent', (log) => log.fatal('never said'))).toEqual([]);
});
