import { expect, test } from '@jest/globals';
import { emailLink, emailTemplates, writeEmail, type EmailTemplate } from './emails.ts';

const words = {
  name: 'Ada',
  workspace: 'Maison',
  inviter: 'Claire',
  change: 'Changed.',
  link: 'https://x.test/#token=t',
};

test.each(Object.keys(emailTemplates) as EmailTemplate[])(
  '%s leaves nothing unfilled in either language',
  (template) => {
    for (const locale of ['en', 'fr'] as const) {
      const { subject, text } = writeEmail(template, locale, words);
      expect(`${subject}\n${text}`).not.toMatch(/[{}]|undefined/);
      expect(text.includes(words.link)).toBe(emailTemplates[template].path !== null);
    }
  },
);

test('what people call themselves stays text: no second line in a subject', () => {
  const { subject } = writeEmail('invitation', 'en', {
    ...words,
    workspace: 'A\r\nBcc: everybody@example.test',
  });
  expect(subject).toBe('Claire invites you to A Bcc: everybody@example.test on AEGIS');
});

test('a link keeps its token where no server sees it', () => {
  const link = new URL(emailLink('https://aegis.example', 'password-reset', 'secret'));
  expect([link.pathname, link.search, link.hash]).toEqual(['/reset-password', '', '#token=secret']);
});
