import { randomBytes } from 'node:crypto';

/** Every secret that was planted, by what it is, in all forms in which it could be found again. */
export function plantSecrets() {
  const planted = new Map<string, string[]>();
  const add = (what: string, value: string): string => {
    let name = what;
    for (let n = 2; planted.has(name); n++) name = `${what} ${n}`;
    const bytes = Buffer.from(value, 'utf8');
    const forms = [
      value,
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
    ];
    planted.set(name, [...new Set(forms)]);
    return value;
  };
  return {
    get count() {
      return planted.size;
    },
    names: () => [...planted.keys()],
    /** One that is made elsewhere. */
    add,
    /** A new one that can stand anywhere. */
    word: (what: string) => add(what, `canary-${randomBytes(16).toString('hex')}`),
    /** A new one of 32 bytes in base64, also looked for as its bytes in hexadecimal. */
    key: (what: string) => {
      const bytes = randomBytes(32);
      add(`${what} in hexadecimal`, bytes.toString('hex'));
      return add(what, bytes.toString('base64'));
    },
    /** Which of them stand in a text, with their surroundings. */
    foundIn(place: string, text: string): string[] {
      return [...planted].flatMap(([name, forms]) =>
        forms
          .map((form) => [form, text.indexOf(form)] as const)
          .filter(([, at]) => at >= 0)
          .map(([form, at]) => `${name} in ${place}: …${around(text, at, form)}…`),
      );
    },
  };
}

export type Secrets = ReturnType<typeof plantSecrets>;

/** What stands beside a secret, without the secret itself. */
const around = (text: string, at: number, form: string) =>
  JSON.stringify(
    `${text.slice(Math.max(0, at - 60), at)}[here]${text.slice(at + form.length, at + form.length + 20)}`,
  );
