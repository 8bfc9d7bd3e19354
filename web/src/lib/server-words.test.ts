import { expect, test } from '@jest/globals';
import { problemCodes, problemReasons } from '../../../contracts/common.ts';
import { failureCodes, touches } from '../../../domain/failure.ts';
import { transitionReasons } from '../../../domain/task-state.ts';
import en from '../app/en.ts';
import fr from '../app/fr.ts';

/** Whatever the server can say about a failure or a refusal is said in each language (C9). */
const lists = {
  problem: [...problemCodes, ...problemReasons],
  'failure.happened': Object.keys(failureCodes),
  'failure.todo': Object.keys(failureCodes),
  'failure.touched': Object.keys(touches),
  transition: Object.keys(transitionReasons),
};

test.each(Object.entries({ en, fr }))('%s has words for every code of the server', (_, words) => {
  const missing = Object.entries(lists).flatMap(([place, codes]) => {
    const texts = place
      .split('.')
      .reduce<unknown>((within, key) => (within as Record<string, unknown>)[key], words);
    return codes.filter((code) => !(texts as Record<string, string>)[code]).map((code) => `${place}.${code}`);
  });
  expect(missing).toEqual([]);
});

test('French words are not the English ones', () => {
  const same = (a: object, b: object): string[] =>
    Object.entries(a).flatMap(([key, value]) => {
      const other = (b as Record<string, unknown>)[key];
      return typeof value === 'object'
        ? same(value as object, other as object)
        : value === other
          ? [key]
          : [];
    });
  for (const place of ['problem', 'failure', 'transition'] as const) {
    expect(same(en[place], fr[place])).toEqual([]);
  }
});
