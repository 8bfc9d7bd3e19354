import type { App } from './types.ts';
import { ApiProblem } from './problem.ts';

const DEEPEST = 64;

/**
 * Reads JSON bodies. Beside what is no JSON, refuses what nothing here needs and something behind would stumble over: values
 * nested deeper than 64, names that reach into prototypes, and text that PostgreSQL cannot store (NUL, half a surrogate).
 */
export function addJsonBody(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (isDeep(text)) {
      done(new ApiProblem('invalid-request', `The body is nested deeper than ${DEEPEST}.`));
      return;
    }
    void parse(request, text, (error, value) => {
      if (!error && /\\u(0000|d[89a-f])/i.test(text) && hasBadText(value)) {
        done(
          new ApiProblem(
            'invalid-request',
            'The body has characters that are no text: NUL or half a surrogate pair.',
          ),
        );
      } else done(error, value);
    });
  });
}

/** By brackets outside of strings; in one pass and without recursion. */
function isDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

/** As deep as `DEEPEST` at most. */
function hasBadText(value: unknown): boolean {
  if (typeof value === 'string') return isBadText(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, part]) => isBadText(name) || hasBadText(part));
}

export const isBadText = (text: string) => text.includes('\u0000') || !text.isWellFormed();
