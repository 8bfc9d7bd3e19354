import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { isToken, newTenantToken, readTenantToken } from './tenant-token.ts';

const [tenantId, id] = [randomUUID(), randomUUID()];

test('a token names its tenant and row, and holds only with its own secret', () => {
  const { token, hash } = newTenantToken(tenantId, id);
  expect(token).toMatch(/^[\w-]{86}$/);
  const read = readTenantToken(token)!;
  expect(read).toMatchObject({ tenantId, id });
  expect(isToken(read, hash)).toBe(true);
  expect(isToken(readTenantToken(newTenantToken(tenantId, id).token)!, hash)).toBe(false);
});

test('anything else is no token, another spelling of the same bytes neither', () => {
  const { token } = newTenantToken(tenantId, id);
  for (const wrong of [
    '',
    'x',
    token.slice(1),
    `${token}A`,
    ` ${token}`,
    `${token}=`,
    token.replace(/.$/, '!'),
  ]) {
    expect([wrong, readTenantToken(wrong)]).toEqual([wrong, null]);
  }
});
