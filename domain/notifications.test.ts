import { describe, expect, test } from '@jest/globals';
import { afterQuiet, GATHER_MS, isUrgent, kindNames, mailDue, waysOf } from './notifications.ts';
import { sayNotification } from './notification-words.ts';

const night = { from: 22 * 60, until: 7 * 60, timeZone: 'Europe/Paris' };
const at = (text: string) => new Date(text);

describe('quiet hours (C8)', () => {
  test.each([
    ['before they begin', '2026-11-23T20:59:00Z', '2026-11-23T20:59:00Z'],
    ['as they begin', '2026-11-23T21:00:00Z', '2026-11-24T06:00:00Z'],
    ['after midnight', '2026-11-24T01:30:20Z', '2026-11-24T06:00:00Z'],
    ['as they end', '2026-11-24T06:00:00Z', '2026-11-24T06:00:00Z'],
    ['in the night in which summer begins', '2026-03-29T00:30:00Z', '2026-03-29T05:00:00Z'],
    ['in the night in which winter begins', '2026-10-24T23:30:00Z', '2026-10-25T06:00:00Z'],
  ])('%s', (_, now, due) => {
    expect(afterQuiet(night, at(now)).toISOString()).toBe(at(due).toISOString());
  });

  test('hold within one day too, and never when they are empty', () => {
    const noon = { from: 12 * 60, until: 14 * 60, timeZone: 'UTC' };
    expect(afterQuiet(noon, at('2026-11-23T12:10:00Z')).toISOString()).toBe('2026-11-23T14:00:00.000Z');
    const none = { from: 600, until: 600, timeZone: 'UTC' };
    expect(afterQuiet(none, at('2026-11-23T10:00:00Z')).toISOString()).toBe('2026-11-23T10:00:00.000Z');
  });

  test('hold what can wait, never what may not have been the person', () => {
    const now = at('2026-11-24T01:00:00Z');
    expect(mailDue('change-waits', {}, night, now)).toEqual(at('2026-11-24T06:00:00Z'));
    expect(mailDue('new-sign-in', {}, night, now)).toEqual(now);
    expect(mailDue('change-waits', {}, null, now)).toEqual(new Date(now.getTime() + GATHER_MS));
  });
});

describe('what is chosen (C8)', () => {
  test('holds by kind and way; what is urgent comes by both', () => {
    const off = { console: false, email: false };
    expect(waysOf('change-waits', { 'change-waits': off })).toEqual(off);
    expect(waysOf('change-applied', {})).toEqual({ console: true, email: false });
    expect(waysOf('api-key-created', { 'api-key-created': off })).toEqual({ console: true, email: true });
    expect(kindNames.filter(isUrgent)).toEqual([
      'new-sign-in',
      'password-changed',
      'second-factor-changed',
      'api-key-created',
    ]);
  });

  test('a mail of its own is not sent twice', () => {
    expect(mailDue('password-changed', {}, null, at('2026-11-24T01:00:00Z'))).toBeNull();
  });
});

describe('the words of a notification (C8, C9)', () => {
  const facts = { by: 'budget-analyzer', campaign: 'FR', agent: 'budget-analyzer', number: '7', name: 'Meta', limit: '10', plan: 'free', next: 'free', at: '2026-12-07T10:00:00Z', browser: 'Firefox', system: 'Linux', ip: '192.0.2.7' }; // prettier-ignore
  const variants: Partial<Record<(typeof kindNames)[number], string[]>> = {
    'plan-limit': ['tasks', 'agents', 'connectors'],
    'plan-ending': ['trial', 'downgrade'],
    'second-factor-changed': ['on', 'off', 'codes'],
  };

  test.each(kindNames.flatMap((kind) => (variants[kind] ?? ['']).map((variant) => [kind, variant] as const)))(
    '%s %s is said in both languages, with nothing left open',
    (kind, variant) => {
      for (const locale of ['en', 'fr'] as const) {
        const said = sayNotification(kind, locale, { ...facts, variant }, (instant) => instant.slice(0, 10));
        expect(said).not.toBe('');
        expect(said).not.toMatch(/[{}]|undefined/);
        if (locale === 'fr') expect(said).not.toMatch(/ [;:?!%€»]|« /);
      }
    },
  );

  test('what people type cannot add a line', () => {
    const said = sayNotification('change-failed', 'en', { campaign: 'A\r\nBcc: b@example.test' }, String);
    expect(said).toBe('The change of A Bcc: b@example.test failed');
  });
});
