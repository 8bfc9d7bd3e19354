import { describe, expect, test } from '@jest/globals';
import { passwordFault } from '../domain/password.ts';
import { leakedPasswordPrints } from './leaked-password-prints.ts';
import { isLeaked } from './leaked-passwords.ts';

describe('leaked passwords (ASVS V6.2.4, V6.2.12)', () => {
  test.each(['1a2b3c4d5e6f', '30secondstomars', 'bismillah123', '2gether4ever', 'heartbreaker'])(
    'are refused by list where what they consist of does not tell: %s',
    (password) => {
      expect([isLeaked(password), isLeaked(password.toUpperCase())]).toEqual([true, true]);
      expect(passwordFault(password)).toBeNull();
    },
  );

  test('are more than the 3,000 commonest that are long enough, each listed once and in order', () => {
    const bytes = Buffer.from(leakedPasswordPrints.replaceAll('\n', ''), 'base64');
    const prints = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32BE(i * 4));
    expect(prints.length).toBeGreaterThan(16_000);
    expect(prints.every((print, i) => i === 0 || print > prints[i - 1]!)).toBe(true);
  });

  test.each(['wooden herons over the canal', 'vélos rangés derrière la grange', 'kV8#tQ2!mZp4'])(
    'are not what one has thought of oneself: %s',
    (password) => expect(isLeaked(password)).toBe(false),
  );
});
