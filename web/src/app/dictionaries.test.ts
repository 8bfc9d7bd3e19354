import { expect, test } from '@jest/globals';
import { dictionaries } from './dictionaries.ts';

/** Every path to a text; the plural forms of a language are its own affair. */
const paths = (words: object, above = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? paths(value as object, `${above}${key}.`)
      : [`${above}${key.replace(/_(zero|one|many|other)$/, '')}`],
  );

test.each(Object.entries(dictionaries))('%s says the same in every language (C9)', async (_, { en, fr }) => {
  const [english, french] = await Promise.all([en(), fr()]);
  expect([...new Set(paths(french.default))].sort()).toEqual([...new Set(paths(english.default))].sort());
});

const texts = (words: object): string[] =>
  Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : texts(value as object)));

test.each(Object.entries(dictionaries))(
  '%s breaks no French line before its punctuation (C9)',
  async (_, { fr }) => {
    const french = await fr();
    expect(texts(french.default).filter((text) => / [;:?!%€»]|« /.test(text))).toEqual([]);
  },
);
