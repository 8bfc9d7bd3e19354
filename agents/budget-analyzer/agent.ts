import type { AgentDefinition } from '../types.ts';
import { analyze } from './analyze.ts';
import { gather } from './gather.ts';
import {
  capabilities,
  gatheredSchema,
  inputSchema,
  settingsSchema,
  type Capability,
  type Gathered,
  type Input,
  type Settings,
} from './schema.ts';
import { prompt, write } from './write.ts';

export const budgetAnalyzer = {
  key: 'budget-analyzer',
  name: 'Budget Analyzer',
  capabilities,
  actions: ['campaign.budget.set'],
  input: inputSchema,
  settings: settingsSchema,
  gathered: gatheredSchema,
  exampleInput: { platform: 'meta', accountId: '10203847561000000', days: 90 },
  gather,
  analyze: (capability, gathered, settings) => {
    if (!capabilities.includes(capability as Capability)) throw new RangeError(`no capability ${capability}`);
    return analyze(capability as Capability, gathered, settings);
  },
  write,
  prompt,
} satisfies AgentDefinition<Input, Settings, Gathered>;
