import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { dictionaries } from './dictionaries.ts';
import en from './en.ts';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

const isLanguage = (value: string | null | undefined): value is Language =>
  languages.some((language) => language === value);

/** The reader's choice, else the browser's language, else English. */
const firstLanguage = (): Language => {
  const stored = localStorage.getItem('aegis.language');
  const browser = navigator.language.slice(0, 2);
  return isLanguage(stored) ? stored : isLanguage(browser) ? browser : 'en';
};

const loader = {
  type: 'backend' as const,
  init: () => undefined,
  read: (language: string, name: string, done: (error: unknown, words: object | boolean) => void) => {
    const load = isLanguage(language) ? dictionaries[name]?.[language] : undefined;
    if (!load) return done(new Error(`No dictionary ${name} in ${language}.`), false);
    load().then(
      (module) => done(null, module.default),
      (error: unknown) => done(error, false),
    );
  },
};

/** Shared words in English are part of the first chunk; every other dictionary loads with its page. */
export async function startI18n() {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(loader)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: 'en',
      supportedLngs: languages,
      ns: ['app'],
      defaultNS: 'app',
      resources: { en: { app: en } },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
    });
}

export async function changeLanguage(language: Language) {
  localStorage.setItem('aegis.language', language);
  await i18next.changeLanguage(language);
}
