import { z } from 'zod';
import { dateSchema, failureSchema, idSchema, instantSchema } from './common.ts';
import { platformSchema } from './platforms.ts';

export const authorizeSchema = z.strictObject({
  environment: z.enum(['live', 'sandbox']).default('live'),
  /** Scopes the person ticked; required ones are always asked for. */
  scopes: z.array(z.string().max(100)).max(20).default([]),
});
export const authorizedSchema = z.object({ authorizeUrl: z.url() });

export const streamStateSchema = z.enum([
  'pending',
  'queued',
  'syncing',
  'on_time',
  'late',
  'error',
  'action_required',
]);

export const syncStreamSchema = z
  .object({
    accountId: z.string(),
    accountName: z.string().nullable(),
    stream: z.enum(['accounts', 'campaigns', 'insights']),
    state: streamStateSchema,
    rows: z.int(),
    done: z.int(),
    total: z.int(),
    syncedUntil: dateSchema.nullable(),
    lastSuccessAt: instantSchema.nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'SyncStream' });

export const adAccountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    status: z.string(),
    selected: z.boolean(),
    activeCampaigns: z.int(),
  })
  .meta({ id: 'AdAccount' });

export const syncSchema = z
  .object({
    id: idSchema,
    trigger: z.enum(['manual', 'scheduled', 'first', 'restart']),
    state: z.enum(['pending', 'running', 'completed', 'failed', 'canceled']),
    requestedAt: instantSchema,
    startedAt: instantSchema.nullable(),
    finishedAt: instantSchema.nullable(),
    rowsRead: z.int(),
    rowsChanged: z.int(),
    failure: failureSchema.partial().nullable(),
  })
  .meta({ id: 'Sync' });
export type Sync = z.infer<typeof syncSchema>;

export const connectionSchema = z
  .object({
    id: idSchema,
    platform: platformSchema,
    environment: z.enum(['live', 'sandbox']),
    state: z.enum(['connected', 'reconnect', 'paused', 'disconnected']),
    name: z.string(),
    scopes: z.array(z.string()),
    connectedBy: z.string().nullable(),
    connectedAt: instantSchema,
    expiresAt: instantSchema.nullable(),
    reconnectReason: z.string().nullable(),
    syncIntervalMinutes: z.int(),
    nextSyncAt: instantSchema.nullable(),
    version: z.int(),
    /** Worst state of its streams: what the list shows. */
    health: streamStateSchema,
    accounts: z.array(adAccountSchema),
    streams: z.array(syncStreamSchema),
    lastSync: syncSchema.nullable(),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof connectionSchema>;

export const updateConnectionSchema = z.strictObject({
  paused: z.boolean().optional(),
  /** Ids of the ad accounts to sync. */
  selectedAccounts: z.array(z.string().max(60)).max(500).optional(),
  syncIntervalMinutes: z.int().min(15).max(1440).optional(),
});
