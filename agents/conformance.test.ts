import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { generateAccounts } from '../bench/sandbox-market.ts';
import { catalogue } from './catalogue.ts';
import { factsOf, strayNumbers } from './number-guard.ts';
import { agentOf, registry } from './registry.ts';
import type { Locale } from '../contracts/common.ts';

const here = new URL('.', import.meta.url);
const locales: Locale[] = ['en', 'fr'];
/** What each agent's `gather` would give, from the sandbox's market. */
const examples: Record<string, unknown> = {
  'budget-analyzer': generateAccounts('conformance', 12)[0]!.gathered,
};

describe('the catalogue (spec A)', () => {
  it('has the 16 agents with three capabilities each, in four groups', () => {
    expect(catalogue).toHaveLength(16);
    expect(new Set(catalogue.map((a) => a.key)).size).toBe(16);
    for (const group of ['money', 'voice', 'shop', 'order'])
      expect(catalogue.filter((a) => a.group === group)).toHaveLength(4);
    for (const agent of catalogue) {
      expect(agent.key).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(new Set(agent.capabilities).size).toBe(3);
    }
    expect(catalogue.filter((a) => a.premium).map((a) => a.key)).toEqual([
      'competitor-intelligence',
      'conversion-optimizer',
    ]);
  });

  it('calls available exactly what the registry can run', () => {
    expect(catalogue.filter((a) => a.available).map((a) => a.key)).toEqual(registry.map((a) => a.key));
    expect(agentOf('no-such-agent')).toBeUndefined();
  });

  it('has one folder per registered agent, all with the same file names', () => {
    const folders = readdirSync(here, { withFileTypes: true }).filter((e) => e.isDirectory());
    expect(folders.map((f) => f.name).sort()).toEqual(registry.map((a) => a.key).sort());
    for (const { key } of registry)
      for (const file of ['agent', 'schema', 'gather', 'analyze', 'write'])
        expect(existsSync(new URL(`${key}/${file}.ts`, here))).toBe(true);
  });
});

describe.each(registry)('agent $key', (agent) => {
  const gathered = agent.gathered.parse(examples[agent.key]);
  const settings = agent.settings.parse({});
  const entry = catalogue.find((a) => a.key === agent.key)!;

  it('is the catalogue’s', () => {
    expect(agent.name).toBe(entry.name);
    expect(agent.capabilities).toEqual(entry.capabilities);
  });

  it('takes its own example and refuses junk', () => {
    expect(agent.input.safeParse(agent.exampleInput).success).toBe(true);
    for (const junk of [null, 'x', 7, [], {}, { ...(agent.exampleInput as object), extra: 1 }])
      expect(agent.input.safeParse(junk).success).toBe(false);
    for (const schema of [agent.settings, agent.gathered])
      for (const junk of [null, 'x', 7, [], { extra: 1 }]) expect(schema.safeParse(junk).success).toBe(false);
    expect(() => agent.analyze('no-such-capability', gathered, settings)).toThrow(RangeError);
  });

  it.each(agent.capabilities.map((capability) => ({ capability })))(
    '$capability: the same twice, plain JSON, complete words without a model, no number of its own',
    ({ capability }) => {
      const before = JSON.stringify(gathered);
      const analysis = agent.analyze(capability, gathered, settings);
      expect(agent.analyze(capability, structuredClone(gathered), structuredClone(settings))).toEqual(
        analysis,
      );
      expect(JSON.stringify(gathered)).toBe(before);
      expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
      expect(analysis).toMatchObject({ agent: agent.key, capability });
      expect(new Set(analysis.findings.map((f) => f.id)).size).toBe(analysis.findings.length);
      for (const proposal of analysis.proposals) expect(agent.actions).toContain(proposal.action);

      for (const locale of locales) {
        const words = agent.write(analysis, locale);
        expect(words.findings.map((f) => f.id)).toEqual(analysis.findings.map((f) => f.id));
        expect(words.caveats).toHaveLength(analysis.caveats.length);
        expect(words.proposals.map((p) => p.campaignId)).toEqual(analysis.proposals.map((p) => p.campaignId));
        const texts = [
          words.headline,
          words.summary,
          ...words.caveats,
          ...words.findings.flatMap((f) => [f.title, f.sentence]),
        ];
        for (const text of texts) {
          expect(text.length).toBeGreaterThan(3);
          expect(text).not.toMatch(/undefined|null|NaN|Infinity|\[object|!/);
          expect(strayNumbers(text, factsOf(analysis), locale)).toEqual([]);
        }
        const { system, user } = agent.prompt(analysis, locale);
        expect(system.length).toBeGreaterThan(100);
        expect(strayNumbers(words.summary, factsOf(analysis), locale)).toEqual([]);
        expect(user).toContain(JSON.stringify(words.headline));
      }
    },
  );
});
