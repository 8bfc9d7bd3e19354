import { expect, test } from '@jest/globals';
import { fieldsOf, readField, writeField, type FieldKind } from './fields.ts';

test('a setting comes back from its form as it went in', () => {
  const typed = { locale: 'fr', currency: 'EUR' };
  const settings: [FieldKind, unknown][] = [
    ['money', '12340000'],
    ['percent', 0.35],
    ['campaigns', ['1', '2']],
    ['choice', 'keep'],
    ['money', null],
  ];
  for (const [kind, value] of settings)
    expect(readField(kind, writeField(kind, value), typed)).toEqual(value);
});

test('fields come from the JSON Schema: their kind, limits in percent, and whether they may stay empty', () => {
  const fields = fieldsOf(
    {
      properties: {
        margin: {
          default: null,
          anyOf: [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, { type: 'null' }],
        },
        stepLimit: { default: 0.2, type: 'number', minimum: 0.01, maximum: 0.5 },
        total: { default: 'keep', type: 'string', enum: ['keep', 'at-most'] },
        minDailyBudgetMicros: { default: '1000000', type: 'string' },
        lockedCampaigns: { default: [], type: 'array' },
      },
    },
    { stepLimit: 0.3 },
  );
  expect(fields).toEqual([
    {
      field: { name: 'margin', kind: 'percent', choices: [], optional: true, min: 0, max: 100, above: true },
      value: null,
    },
    {
      field: {
        name: 'stepLimit',
        kind: 'percent',
        choices: [],
        optional: false,
        min: 1,
        max: 50,
        above: false,
      },
      value: 0.3,
    },
    {
      field: {
        name: 'total',
        kind: 'choice',
        choices: ['keep', 'at-most'],
        optional: false,
        min: undefined,
        max: undefined,
        above: false,
      },
      value: 'keep',
    },
    {
      field: {
        name: 'minDailyBudgetMicros',
        kind: 'money',
        choices: [],
        optional: false,
        min: undefined,
        max: undefined,
        above: false,
      },
      value: '1000000',
    },
    {
      field: {
        name: 'lockedCampaigns',
        kind: 'campaigns',
        choices: [],
        optional: false,
        min: undefined,
        max: undefined,
        above: false,
      },
      value: [],
    },
  ]);
});
