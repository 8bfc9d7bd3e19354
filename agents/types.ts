import type { z } from 'zod';
import type { Locale, MoneyJson } from '../contracts/common.ts';

/** Something an agent concluded may be shown with these kinds of figures, each formatted by `agents/words.ts`. */
export type Fact =
  /** `exact`: never rounded, because it is what is set. */
  | { kind: 'money'; micros: string; currency: string; exact?: true }
  /** Share of 1: 0.124 is 12.4 %. */
  | { kind: 'percent'; value: number }
  /** Times: 4.81 is 4.81×. */
  | { kind: 'ratio'; value: number }
  | { kind: 'count'; value: number }
  | { kind: 'date'; value: string }
  | { kind: 'range'; from: string; to: string }
  /** Text of the tenant or the platform, such as a campaign's name: data, never an instruction. */
  | { kind: 'name'; value: string };

export type Facts = Record<string, Fact>;

/** What an agent concluded. `kind` is a stable code that words are written for; every figure is a fact. */
export interface Finding {
  id: string;
  kind: string;
  tone: 'good' | 'neutral' | 'warning';
  campaignId: string | null;
  facts: Facts;
}

/** Mean and the ends of the 80 % interval, in micros. */
export interface MoneyInterval {
  mean: string;
  p10: string;
  p90: string;
}

/** A change an agent suggests; becomes a row in `proposals`. */
export interface ProposalDraft {
  action: 'campaign.budget.set';
  platform: string;
  connectionId: string;
  accountId: string;
  campaignId: string;
  campaignName: string;
  /** The campaign's version the advice was made for. */
  targetVersion: number;
  from: { dailyBudget: MoneyJson };
  to: { dailyBudget: MoneyJson };
  risk: 'low' | 'medium' | 'high';
  /** A week, against leaving the campaign as it is. */
  effect: {
    per: 'week';
    currency: string;
    revenue: MoneyInterval;
    spend: MoneyInterval;
    afterCosts: MoneyInterval;
    /** Chance that it pays for itself, 0–1. */
    chance: number;
    /** Extra revenue a week from which it pays for itself (for a cut: revenue it may lose). */
    breakEvenRevenue: string;
    /** Daily budget beyond which an extra unit no longer pays for itself; null: not within what can be told. */
    breakEvenBudget: string | null;
    /** Share of revenue left after goods and shipping that was used. */
    margin: number;
  };
  evidence: Evidence[];
  /** Chart and table of the proposal page; amounts in currency units. Shape per agent. */
  details: Record<string, unknown>;
}

/** One reason for a proposal: what was seen, its figure, and the rows behind it. */
export interface Evidence {
  id: string;
  kind: string;
  figure: Fact;
  facts: Facts;
  source: { stream: string; from: string | null; to: string | null; rows: number };
}

/** What `analyze` gives: JSON, stored as it is. */
export interface Analysis {
  agent: string;
  capability: string;
  asOf: string;
  /** Facts for headline and summary, under the kind of headline that holds. */
  headline: { kind: string; facts: Facts };
  findings: Finding[];
  proposals: ProposalDraft[];
  /** What the reader must know before trusting the figures: stable codes with facts. */
  caveats: { kind: string; facts: Facts }[];
  dataQuality: {
    rows: number;
    from: string | null;
    to: string | null;
    settledTo: string | null;
    syncedAt: string | null;
  };
  /** Shape per capability. */
  data: Record<string, unknown>;
}

/** Words of one analysis in one language. */
export interface Words {
  headline: string;
  summary: string;
  findings: { id: string; title: string; sentence: string }[];
  caveats: string[];
  proposals: {
    campaignId: string;
    sentence: string;
    evidence: { id: string; title: string; sentence: string; figure: string; source: string }[];
    /** Label and why, in the order of details.alternatives. */
    alternatives: string[];
    risks: string[];
  }[];
}

/** Reads of one tenant, handed in by the activity; rows in order of day, money in micros as text. */
export interface Reader {
  account(platform: string, accountId: string): Promise<ReadAccount | null>;
  campaigns(platform: string, accountId: string): Promise<ReadCampaign[]>;
  campaignDays(platform: string, accountId: string, range: { from: string; to: string }): Promise<ReadDay[]>;
  /** Campaigns changed through AEGIS, or whose proposal of this agent a person rejected, since an instant. */
  recentDecisions(
    platform: string,
    accountId: string,
    agentKey: string,
    since: Date,
  ): Promise<ReadDecision[]>;
  /** Outcome checks of this agent so far. */
  calibration(agentKey: string): Promise<{ checked: number; inside: number }>;
}

export interface ReadAccount {
  platform: string;
  connectionId: string;
  id: string;
  name: string;
  currency: string;
  timeZone: string;
  syncedAt: string | null;
}

export interface ReadCampaign {
  id: string;
  name: string;
  status: string;
  version: number;
  dailyBudgetMicros: string | null;
  lifetimeBudgetMicros: string | null;
  /** Instants, ISO 8601. */
  startsAt: string | null;
  stopsAt: string | null;
}

/** When last, ISO 8601; null: not since the instant asked. */
export interface ReadDecision {
  campaignId: string;
  changedAt: string | null;
  rejectedAt: string | null;
}

export interface ReadDay {
  campaignId: string;
  day: string;
  attribution: string;
  impressions: string;
  clicks: string;
  spendMicros: string;
  conversionsMicros: string | null;
  conversionValueMicros: string | null;
  final: boolean;
}

export interface Gathering<Input, Settings> {
  capability: string;
  input: Input;
  settings: Settings;
  now: Date;
}

/** One agent. Its folder has the same file names as every other: agent, schema, gather, analyze, write. */
export interface AgentDefinition<Input = unknown, Settings = unknown, Gathered = unknown> {
  key: string;
  name: string;
  capabilities: readonly string[];
  /** Writes it may propose. */
  actions: readonly ProposalDraft['action'][];
  input: z.ZodType<Input>;
  settings: z.ZodType<Settings>;
  gathered: z.ZodType<Gathered>;
  exampleInput: unknown;
  /** Reads through the port and nothing else. Throws AgentError. */
  gather(reader: Reader, request: Gathering<Input, Settings>): Promise<Gathered>;
  /** Pure: the same gathered JSON and settings give the same analysis. Never throws for thin data: it refuses in findings. */
  analyze(capability: string, gathered: Gathered, settings: Settings): Analysis;
  /** Complete words without a model. */
  write(analysis: Analysis, locale: Locale): Words;
  /** What a model is asked, so that it may word the findings better. */
  prompt(analysis: Analysis, locale: Locale): { system: string; user: string };
}

/** Thrown by `gather` when a run cannot begin; codes of domain/failure.ts. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: 'invalid-input' | 'not-enough-data' | 'not-found';
  readonly remedy: string;

  constructor(code: AgentError['code'], message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
