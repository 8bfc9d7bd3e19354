import { commonWords } from './common-words.ts';

export const shortestPassword = 12;
export const longestPassword = 256;
/** What has to remain of a password once everything that guessers try first is taken out. */
const LEAST_OWN = 5;

export type PasswordFault = 'too-short' | 'too-long' | 'too-common' | 'about-you';

/** Keys by their place, on the two keyboards that most people here use. */
const keyboards = [
  ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ['1234567890', 'azertyuiop', 'qsdfghjklm', 'wxcvbn'],
].map(
  (rows) =>
    new Map(
      rows.flatMap((keys, y) =>
        [...keys].map((key, x) => [key, { x: x + [0, 0.5, 0.75, 1.25][y]!, y }] as const),
      ),
    ),
);
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
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
  const folded = plain(password);
  if (!/\p{L}/u.test(folded)) return 0; // dates and telephone numbers
  const typed = stripRuns(folded, '01234567890').replace(/(19|20)\d\d/g, ' ');
  const read = [...typed].map((char) => leet[char] ?? char).join('');
  return Math.min(...[typed, read].map((text) => new Set(strip(text, words)).size));
}

function strip(text: string, words: readonly string[]): string {
  const known = [...words, ...commonWords].sort((a, b) => b.length - a.length);
  const without = known.reduce((rest, word) => rest.replaceAll(word, ' '), text);
  return stripRuns(stripWalks(without), ALPHABET)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/(.+?)\1+/gu, '$1');
}

/** Takes out three or more neighbours of a line, forward or backward. */
function stripRuns(text: string, line: string): string {
  let rest = text;
  for (const one of [line, [...line].reverse().join('')]) {
    for (let length = one.length; length >= 3; length--) {
      for (let at = 0; at + length <= one.length; at++)
        rest = rest.replaceAll(one.slice(at, at + length), ' ');
    }
  }
  return rest;
}

/** Takes out three or more characters of which each lies beside the one before on a keyboard, as in qwerty or 1qaz. */
function stripWalks(text: string): string {
  return keyboards.reduce((rest, keys) => {
    const beside = (a: string, b: string) => {
      const [from, to] = [keys.get(a), keys.get(b)];
      return from && to ? Math.abs(from.x - to.x) <= 1.5 && Math.abs(from.y - to.y) <= 1 : false;
    };
    const walks: string[] = [];
    for (const char of rest) {
      const last = walks.at(-1)?.at(-1);
      if (last !== undefined && beside(last, char)) walks[walks.length - 1] += char;
      else walks.push(char);
    }
    return walks.map((walk) => (walk.length >= 3 ? ' ' : walk)).join('');
  }, text);
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
