import { z } from 'zod';
import { failureSchema, idSchema, instantSchema, moneyIntervalSchema, pageQuerySchema } from './common.ts';
import { platformSchema } from './platforms.ts';

export const proposalStateSchema = z.enum([
  'proposed',
  'approved',
  'applying',
  'applied',
  'read_back',
  'conflict',
  'failed',
  'rejected',
  'expired',
  'withdrawn',
]);

/** `{dailyBudget: {micros, currency}}` or `{status: 'active' | 'paused'}`. */
const changeSideSchema = z.record(z.string(), z.unknown());

export const effectSchema = z
  .object({
    per: z.literal('week'),
    currency: z.string(),
    revenue: moneyIntervalSchema,
    spend: moneyIntervalSchema,
    afterCosts: moneyIntervalSchema,
    chance: z.number(),
    breakEvenRevenue: z.string(),
    breakEvenBudget: z.string().nullable(),
    margin: z.number(),
  })
  .meta({ id: 'ExpectedEffect' });

export const policyCheckSchema = z
  .object({
    /** Stable name; the console has the words. */
    id: z.string(),
    ok: z.boolean(),
    limit: z.string().nullable(),
    actual: z.string().nullable(),
  })
  .meta({ id: 'PolicyCheck' });

export const proposalSchema = z
  .object({
    id: idSchema,
    state: proposalStateSchema,
    action: z.enum(['campaign.budget.set', 'campaign.pause', 'campaign.resume']),
    agent: z.string().nullable(),
    proposedBy: z.string().nullable(),
    reverts: idSchema.nullable(),
    taskId: idSchema.nullable(),
    platform: platformSchema,
    accountId: z.string(),
    accountName: z.string(),
    campaignId: z.string(),
    campaignName: z.string(),
    from: changeSideSchema,
    to: changeSideSchema,
    effect: effectSchema.nullable(),
    risk: z.enum(['low', 'medium', 'high']),
    /** One sentence in the reader's language; null for a person's own change. */
    sentence: z.string().nullable(),
    approvals: z.int(),
    /** People who have to agree, 0 to 2: none where the agent's policy lets it act. Not a check: nothing failed. */
    approvalsNeeded: z.int(),
    expiresAt: instantSchema,
    createdAt: instantSchema,
    decidedAt: instantSchema.nullable(),
    appliedAt: instantSchema.nullable(),
    /** When an outcome is looked at next; null also when the change was set back. */
    nextCheckAt: instantSchema.nullable(),
    /** The later change that puts this one back; `at` null: it is under way. */
    setBack: z.object({ id: idSchema, at: instantSchema.nullable(), by: z.string().nullable() }).nullable(),
    /** Set while it waits though its campaign has changed since: it can only be rejected. `now` null: no longer there. */
    overtaken: z.object({ now: changeSideSchema.nullable() }).nullable(),
    sample: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Proposal' });
export type Proposal = z.infer<typeof proposalSchema>;

export const proposalDetailSchema = proposalSchema
  .extend({
    targetVersion: z.int(),
    /** agents/types.ts: words of this proposal (evidence, alternatives, risks) in the reader's language. */
    words: z.record(z.string(), z.unknown()).nullable(),
    evidence: z.array(z.record(z.string(), z.unknown())),
    /** agents/budget-analyzer/proposal.ts ProposalDetails. */
    details: z.record(z.string(), z.unknown()).nullable(),
    policy: z.array(policyCheckSchema),
    /** The other proposals of the same run: the parts of its plan, as they stand. */
    siblings: z.array(proposalSchema),
    decisions: z.array(
      z.object({
        userId: idSchema.nullable(),
        name: z.string(),
        verdict: z.enum(['approve', 'reject']),
        note: z.string().nullable(),
        at: instantSchema,
      }),
    ),
    readBack: z.record(z.string(), z.unknown()).nullable(),
    failure: failureSchema.nullable(),
    outcomes: z.array(
      z.object({
        afterDays: z.int(),
        dueAt: instantSchema,
        state: z.enum(['due', 'done', 'refused']),
        inside: z.boolean().nullable(),
        result: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'ProposalDetail' });
export type ProposalDetail = z.infer<typeof proposalDetailSchema>;

export const listProposalsSchema = pageQuerySchema.extend({
  view: z.enum(['waiting', 'decided', 'applied']).default('waiting'),
});

/** The proposal's version that the person saw; a stale one is refused with 409. */
export const decideSchema = z.strictObject({
  verdict: z.enum(['approve', 'reject']),
  note: z.string().trim().max(1000).optional(),
  version: z.int(),
});
