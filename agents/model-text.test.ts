import { describe, expect, it } from '@jest/globals';
import { generateAccounts } from '../bench/sandbox-market.ts';
import { budgetAnalyzer } from './budget-analyzer/agent.ts';
import { checkModelText } from './model-text.ts';

const [account] = generateAccounts('model-text', 12);
const analysis = budgetAnalyzer.analyze(
  'spend-analysis',
  account!.gathered,
  budgetAnalyzer.settings.parse({}),
);
const template = budgetAnalyzer.write(analysis, 'en');
const answer = {
  headline: template.headline,
  summary: template.summary,
  findings: template.findings.map(({ id, sentence }) => ({ id, sentence: `In short: ${sentence}` })),
};
const check = (change: object) =>
  checkModelText(JSON.stringify({ ...answer, ...change }), analysis, template, 'en');

describe('words by a model (issue 3 §5)', () => {
  it('are taken when every figure occurs in the analysis, and counted', () => {
    const checked = check({});
    expect(checked.accepted).toBe(true);
    if (checked.accepted) {
      expect(checked.figures).toBeGreaterThan(10);
      expect(checked.words.findings[0]!.title).toBe(template.findings[0]!.title);
      expect(checked.words.findings[0]!.sentence).toMatch(/^In short: /);
    }
  });

  it('are refused with one figure more', () => {
    expect(check({ headline: 'Return will reach 9.99× soon' })).toEqual({
      accepted: false,
      reason: 'stray-number',
      details: ['9.99×'],
    });
  });

  it('are refused when they are no answer, leave a finding out, add one, or carry markup', () => {
    expect(checkModelText('Sure, here it is', analysis, template, 'en')).toMatchObject({
      reason: 'not-json',
    });
    expect(check({ extra: 1 })).toMatchObject({ reason: 'wrong-shape' });
    expect(check({ findings: answer.findings.slice(1) })).toMatchObject({ reason: 'wrong-findings' });
    expect(check({ findings: [...answer.findings, { id: 'x', sentence: 'y' }] })).toMatchObject({
      reason: 'wrong-findings',
    });
    expect(check({ summary: 'See https://example.com' })).toMatchObject({ reason: 'markup' });
    expect(check({ summary: '<b>bold</b>' })).toMatchObject({ reason: 'markup' });
  });

  it('may come in a code fence', () => {
    const fenced = '```json\n' + JSON.stringify(answer) + '\n```';
    expect(checkModelText(fenced, analysis, template, 'en').accepted).toBe(true);
  });
});
