import { checkModelText } from '../agents/model-text.ts';
import { agentOf } from '../agents/registry.ts';
import type { Analysis, Words } from '../agents/types.ts';
import { locales, type Locale } from '../contracts/common.ts';
import type { ModelPort } from './model/port.ts';

/** What a try stores: the analysis, and its words in every language. */
export interface Output {
  analysis: Analysis;
  words: Record<Locale, Words>;
}

export function wordByTemplate(analysis: Analysis): Output['words'] {
  const agent = agentOf(analysis.agent)!;
  return { en: agent.write(analysis, 'en'), fr: agent.write(analysis, 'fr') };
}

/** The model's words in each language; where a text brings a figure of its own, the template's stay. */
export async function wordByModel(
  model: ModelPort,
  { analysis, words: template }: Output,
  signal: AbortSignal,
) {
  const agent = agentOf(analysis.agent)!;
  const words = { ...template };
  const verdicts: Record<string, string> = {};
  let [tokensIn, tokensOut] = [0, 0];
  for (const locale of locales) {
    const answer = await model.write({ ...agent.prompt(analysis, locale), signal });
    tokensIn += answer.tokensIn;
    tokensOut += answer.tokensOut;
    const checked = checkModelText(answer.text, analysis, template[locale], locale);
    if (checked.accepted) words[locale] = checked.words;
    verdicts[locale] = checked.accepted ? 'accepted' : checked.reason;
  }
  return { words, verdicts, tokensIn, tokensOut };
}
