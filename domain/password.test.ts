import { describe, expect, test } from '@jest/globals';
import { passwordFault } from './password.ts';

describe('a password (D10, ASVS 6.2)', () => {
  test.each([
    'password1234',
    'Password2026!',
    'P@ssw0rd1234',
    'passwordpassword',
    'qwertyuiop123',
    'azertyuiop2026',
    'iloveyou123456',
    '123456789012',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    'letmeinletmein',
    'motdepasse2026',
    'Bonjour123456!',
    'admin-admin-admin',
    'MarseilleParis1998',
    'zyxwvutsrqponm',
    'Welcome to 2026!!!',
    'q1w2e3r4t5y6',
    '1qaz2wsx3edc',
    '159753456852',
    'ghbdtnghbdtn',
    'JustinBieber1',
    'playstation3!',
  ])('that guessers try first is refused: %s', (password) => {
    expect(passwordFault(password)).toBe('too-common');
  });

  test.each([
    'a long enough password',
    'correct horse battery staple',
    'vélos rangés derrière la grange',
    'kV8#tQ2!mZp4',
    'tiefe-Wasser-graben-leise',
  ])('of one’s own is taken, whatever it is made of: %s', (password) => {
    expect(
      passwordFault(password, ['Claire Dubois', 'claire@maison-solene.example', 'Maison Solène']),
    ).toBeNull();
  });

  test('made of the person, the workspace or us is refused', () => {
    const own = ['Claire Dubois', 'claire@maison-solene.example', 'Maison Solène'];
    for (const password of ['claire-dubois-2026', 'MaisonSolène2026!', 'aegis-solene-1234']) {
      expect([password, passwordFault(password, own)]).toEqual([password, 'about-you']);
    }
    expect(passwordFault('claire-dubois-2026')).toBeNull();
  });

  test('has at least 12 characters, at most 256, counted as people count them', () => {
    expect(passwordFault('kV8#tQ2!mZp')).toBe('too-short');
    expect(passwordFault('🐎🐢🦊🐻🐼🐨🐯🦁🐮🐷🐸')).toBe('too-short');
    expect(passwordFault('x'.repeat(257))).toBe('too-long');
  });
});
