import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeApi } from './openapi.ts';

interface Operation {
  operationId: string;
  summary?: string;
  security: unknown[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
}

let document: Record<string, unknown>;
let operations: [string, Operation][];
beforeAll(async () => {
  document = await describeApi();
  operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method} ${path}`,
        operation,
      ]),
  );
});
const find = (name: string) => operations.find(([one]) => one === name)![1];

describe('the OpenAPI document (D1–D6)', () => {
  test('is the one that is checked in; `npm run aegis -- openapi` writes it', () => {
    const file = new URL('../openapi.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  test('names and explains every operation once', () => {
    expect(operations.length).toBeGreaterThan(25);
    expect(operations.filter(([, { summary }]) => !summary).map(([name]) => name)).toEqual([]);
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('gives each an answer that succeeds, and problems as application/problem+json', () => {
    for (const [name, { responses }] of operations) {
      expect([name, Object.keys(responses)]).toEqual([
        name,
        expect.arrayContaining([expect.stringMatching(/^[23]|501/), '500', '503']),
      ]);
      for (const [status, { content }] of Object.entries(responses)) {
        if (status < '400') continue;
        expect([name, status, Object.keys(content ?? {})]).toEqual([
          name,
          status,
          ['application/problem+json'],
        ]);
      }
    }
  });

  test('says which answers follow from a version, and what needs no session', () => {
    const { responses } = find('put /api/v1/campaigns/{id}');
    expect(responses['412']?.description).toContain('version-stale');
    expect(responses['428']?.description).toContain('version-required');
    expect(find('post /api/v1/auth/sign-in').security).toEqual([]);
    expect(find('get /api/v1/tasks').responses['401']?.description).toContain('not-signed-in');
  });

  test('lets every POST that creates or spends be repeated with an Idempotency-Key (E3)', () => {
    const later = (operation: Operation) =>
      !Object.keys(operation.responses).some((status) => status < '400');
    // Secrets that are shown once are stored in no answer; a domain is one however often it is named or looked up.
    const again = /^post \/api\/v1\/(auth|second-factor|identity-provider)\b/;
    const without = operations.filter(
      ([name, operation]) =>
        name.startsWith('post ') &&
        !again.test(name) &&
        !later(operation) &&
        !operation.parameters?.some((one) => one.name === 'idempotency-key'),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });

  test('refers only to schemas that it has', () => {
    const { schemas } = document.components as { schemas: Record<string, unknown> };
    const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name!,
    );
    expect(Object.keys(schemas).sort()).toEqual([...new Set(named)].sort());
    expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['Problem', 'Task', 'Campaign', 'Proposal']));
  });
});
