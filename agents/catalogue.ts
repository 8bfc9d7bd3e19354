/** The four groups in which the console shows agents. */
export const agentGroups = ['money', 'voice', 'shop', 'order'] as const;
export type AgentGroup = (typeof agentGroups)[number];

export interface CatalogueEntry {
  key: string;
  name: string;
  group: AgentGroup;
  /** Opens with a paid Pro plan. */
  premium: boolean;
  capabilities: readonly [string, string, string];
  /** False: not in this release yet. */
  available: boolean;
}

const entry = (
  group: AgentGroup,
  key: string,
  name: string,
  capabilities: CatalogueEntry['capabilities'],
  flags: { premium?: boolean; available?: boolean } = {},
): CatalogueEntry => ({
  key,
  name,
  group,
  capabilities,
  premium: flags.premium ?? false,
  available: flags.available ?? false,
});

/** All 16 agents of spec A, in the order of the console. Only those of `agents/registry.ts` can run. */
export const catalogue: readonly CatalogueEntry[] = [
  entry('money', 'budget-analyzer', 'Budget Analyzer', ['spend-analysis', 'spend-optimization', 'roi-forecast'], { available: true }), // prettier-ignore
  entry('money', 'pricing-strategist', 'Pricing Strategist', [
    'dynamic-pricing',
    'price-optimization',
    'margin-analysis',
  ]),
  entry('money', 'social-optimizer', 'Social Optimizer', [
    'performance-analysis',
    'ab-testing',
    'engagement-boost',
  ]),
  entry('money', 'growth-hacker', 'Growth Hacker', [
    'opportunity-identification',
    'experimentation',
    'strategy-execution',
  ]),
  entry('voice', 'content-creator', 'Content Creator', [
    'content-generation',
    'platform-adaptation',
    'hashtag-research',
  ]),
  entry('voice', 'customer-engagement', 'Customer Engagement', [
    'response-generation',
    'sentiment-analysis',
    'personalization',
  ]),
  entry('voice', 'report-generator', 'Report Generator', [
    'performance-report',
    'custom-dashboard',
    'report-export',
  ]),
  entry('voice', 'sentiment-analyst', 'Sentiment Analyst', [
    'sentiment-detection',
    'brand-perception',
    'sentiment-alerts',
  ]),
  entry('shop', 'inventory-synchronizer', 'Inventory Synchronizer', [
    'inventory-sync',
    'stock-management',
    'availability-check',
  ]),
  entry('shop', 'trend-analyzer', 'Trend Analyzer', [
    'trend-detection',
    'opportunity-identification',
    'trend-forecast',
  ]),
  entry('shop', 'competitor-intelligence', 'Competitor Intelligence', ['competitor-tracking', 'market-trends', 'competitive-insights'], { premium: true }), // prettier-ignore
  entry('shop', 'conversion-optimizer', 'Conversion Optimizer', ['funnel-analysis', 'conversion-optimization', 'upsell-strategy'], { premium: true }), // prettier-ignore
  entry('order', 'automation-orchestrator', 'Automation Orchestrator', [
    'workflow-orchestration',
    'task-coordination',
    'conditional-execution',
  ]),
  entry('order', 'compliance-monitor', 'Compliance Monitor', [
    'compliance-check',
    'policy-enforcement',
    'automated-audit',
  ]),
  entry('order', 'performance-auditor', 'Performance Auditor', [
    'quality-audit',
    'anomaly-detection',
    'performance-validation',
  ]),
  entry('order', 'crisis-manager', 'Crisis Manager', [
    'crisis-response',
    'escalation',
    'sentiment-mitigation',
  ]),
];
