import { commonWords } from './common-words.ts';

export const shortestPassword = 12;
export const longestPassword = 256;
/** What has to remain of a password once everything that guessers try first is taken out. */
const LEAST_OWN = 5;

export type PasswordFault = 'too-short' | 'too-long' | 'too-common' | 'about-you';

/** Keyboards and the alphabet. */
const rows = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'abcdefghijklmnopqrstuvwxyz',
];
const leet: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/**
 * Why this password is refused, or null. Length decides, not kinds of characters: what is refused is what is short, what
 * consists of words and patterns that guessers try first (also with digits for letters), and what is made of `own`: the
 * person's name and address, the workspace, our name.
 */
export function passwordFault(password: string, own: readonly string[] = []): PasswordFault | null {
  const length = [...password].length;
  if (length < shortestPassword) return 'too-short';
  if (length > longestPassword) return 'too-long';
  const about = own
    .flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= 3);
  if (ownPart(password, []) < LEAST_OWN) return 'too-common';
  return ownPart(password, [...about, 'aegis']) < LEAST_OWN ? 'about-you' : null;
}

/** How many different characters are left when known words and patterns are out: the least of both readings. */
function ownPart(password: string, words: readonly string[]): number {
  const typed = stripRuns(plain(password), ['01234567890']).replace(/(19|20)\d\d/g, ' ');
  const read = [...typed].map((char) => leet[char] ?? char).join('');
  return Math.min(...[typed, read].map((text) => new Set(strip(text, words)).size));
}

function strip(text: string, words: readonly string[]): string {
  const known = [...words, ...commonWords].sort((a, b) => b.length - a.length);
  const without = known.reduce((rest, word) => rest.replaceAll(word, ' '), text);
  return stripRuns(without, rows)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/(.+?)\1+/gu, '$1');
}

/** Takes out three or more neighbours of a line, forward or backward. */
function stripRuns(text: string, lines: readonly string[]): string {
  let rest = text;
  for (const line of lines.flatMap((one) => [one, [...one].reverse().join('')])) {
    for (let length = line.length; length >= 3; length--) {
      for (let at = 0; at + length <= line.length; at++)
        rest = rest.replaceAll(line.slice(at, at + length), ' ');
    }
  }
  return rest;
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
