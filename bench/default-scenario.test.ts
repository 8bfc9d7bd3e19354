import { expect, test } from '@jest/globals';
import { analyze } from '../agents/budget-analyzer/analyze.ts';
import { settingsSchema } from '../agents/budget-analyzer/schema.ts';
import { defaultScenario } from '../sandbox/scenario.ts';
import { accountsOf } from './sandbox-market.ts';

test.each(['2026-11-23', '2027-02-28', '2027-05-31', '2028-02-29', '2030-08-15'])(
  'the demo has something to show on %s: each account gets a proposal',
  (date) => {
    for (const { gathered } of accountsOf(defaultScenario(), date)) {
      const { proposals } = analyze('spend-optimization', gathered, settingsSchema.parse({}));
      expect(proposals.length).toBeGreaterThan(0);
    }
  },
);
