import { expect, test } from '@jest/globals';
import { readField, writeField, type FieldKind } from './fields.ts';

test('a setting comes back from its form as it went in', () => {
  const settings: [FieldKind, unknown][] = [
    ['money', '12340000'],
    ['percent', 0.35],
    ['list', ['1', '2']],
    ['choice', 'keep'],
    ['money', null],
  ];
  for (const [kind, value] of settings) expect(readField(kind, writeField(kind, value))).toEqual(value);
});
