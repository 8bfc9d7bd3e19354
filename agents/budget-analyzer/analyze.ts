import type { Analysis } from '../types.ts';
import { readAccount } from './account-days.ts';
import { forecastRoi } from './roi-forecast.ts';
import type { Capability, Gathered, Settings } from './schema.ts';
import { analyzeSpend } from './spend-analysis.ts';
import { optimizeSpend } from './spend-optimization.ts';

/** Pure: the same gathered JSON and settings give the same analysis, in this thread or in a worker's. */
export function analyze(capability: Capability, gathered: Gathered, settings: Settings): Analysis {
  const account = readAccount(gathered, settings);
  switch (capability) {
    case 'spend-analysis':
      return analyzeSpend(account, settings);
    case 'spend-optimization':
      return optimizeSpend(account, settings);
    case 'roi-forecast':
      return forecastRoi(account, settings);
  }
}
