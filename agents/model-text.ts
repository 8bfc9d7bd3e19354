import { z } from 'zod';
import { checkNumbers, factsOf } from './number-guard.ts';
import type { Locale } from '../contracts/common.ts';
import type { Analysis, Words } from './types.ts';

/** What a model is asked to answer. */
export const modelTextSchema = z.strictObject({
  headline: z.string().min(1).max(140),
  summary: z.string().min(1).max(700),
  findings: z.array(z.strictObject({ id: z.string(), sentence: z.string().min(1).max(500) })),
});

export type CheckedText =
  | { accepted: true; words: Words; figures: number }
  | {
      accepted: false;
      reason: 'not-json' | 'wrong-shape' | 'wrong-findings' | 'markup' | 'stray-number';
      details: string[];
    };

/**
 * Judges a model's answer. Accepted, its words replace the template's headline, summary and sentences, and every figure in them
 * was found in the analysis. Refused, the template is used and the reason is kept.
 */
export function checkModelText(
  answer: string,
  analysis: Analysis,
  template: Words,
  locale: Locale,
): CheckedText {
  const refuse = (
    reason: Extract<CheckedText, { accepted: false }>['reason'],
    details: string[] = [],
  ): CheckedText => ({
    accepted: false,
    reason,
    details,
  });
  let json: unknown;
  try {
    json = JSON.parse(answer.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ''));
  } catch {
    return refuse('not-json');
  }
  const parsed = modelTextSchema.safeParse(json);
  if (!parsed.success) return refuse('wrong-shape');
  const text = parsed.data;
  const ids = template.findings.map((f) => f.id);
  if (text.findings.length !== ids.length || !ids.every((id, i) => text.findings[i]!.id === id))
    return refuse('wrong-findings');
  const sentences = [text.headline, text.summary, ...text.findings.map((f) => f.sentence)];
  if (sentences.some((s) => /[<>`]|:\/\/|\]\(|\p{Cc}|\p{Cf}/u.test(s))) return refuse('markup');

  const facts = factsOf(analysis);
  const results = sentences.map((s) => checkNumbers(s, facts, locale));
  const stray = results.flatMap((r) => r.stray.map((n) => n.text));
  if (stray.length > 0) return refuse('stray-number', stray);
  return {
    accepted: true,
    figures: results.reduce((sum, r) => sum + r.checked, 0),
    words: {
      ...template,
      headline: text.headline,
      summary: text.summary,
      findings: template.findings.map((f, i) => ({ ...f, sentence: text.findings[i]!.sentence })),
    },
  };
}
