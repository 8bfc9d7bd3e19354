import type { Row } from '../db/rows.ts';

/** What each role may do (spec E1, E14; docs/security.md): written down once more on purpose, beside the product's own table. */
export const rightsOf = {
  owner: [
    'read',
    'run',
    'change',
    'manage',
    'members',
    'keys',
    'plan',
    'audit',
    'identity',
    'export',
    'delete',
  ],
  admin: ['read', 'run', 'change', 'manage', 'members', 'keys', 'plan', 'audit', 'export'],
  operator: ['read', 'run', 'change'],
  analyst: ['read', 'run'],
  auditor: ['read', 'audit'],
} as const;
export type Role = keyof typeof rightsOf;
type Right = (typeof rightsOf)['owner'][number];

/** Rows of one tenant by table, as PostgreSQL text. */
export type Objects = Record<string, Row>;

export interface RouteExample {
  /** Who may: holders of a right, everybody signed in, or everybody. */
  right: Right | 'signed in' | 'public';
  /** A body that works; default: the smallest that openapi.json allows. `objects` are of one tenant, own or other. */
  body?: (objects: Objects) => unknown;
  /** What own objects answer to those who may, where that is no success. */
  own?: number[];
  /** What it shows of an own object names nothing of it: figures only. */
  nameless?: boolean;
}

/** How an object is named in an address, where it is not by its id. */
export const addresses: Record<string, (objects: Objects) => string> = {
  campaigns: ({ campaigns }) => `${campaigns!.platform}:${campaigns!.id}`,
  members: ({ memberships }) => String(memberships!.user_id),
  domain: ({ identity_domains: domains }) => String(domains!.domain),
  'deleted-items': ({ agent_instances }) => String(agent_instances!.id),
  campaignId: ({ campaigns }) => `${campaigns!.platform}:${campaigns!.id}`,
};

/** Words in addresses that belong to no tenant. */
export const words: Record<string, string> = { key: 'budget-analyzer' };

/**
 * Every route of openapi.json, with the right that it takes. tests/api/isolation.test.ts fails for a route that is not here:
 * add one line, and a body if the smallest one of the schema is refused.
 */
export const examples: Record<string, RouteExample> = {
  'POST /api/v1/auth/sign-in': { right: 'public', own: [401, 429] },
  'POST /api/v1/auth/sign-in-link': { right: 'public', own: [401] },
  'POST /api/v1/auth/sign-out': { right: 'public' },
  'POST /api/v1/auth/sign-out-everywhere': { right: 'signed in' },
  'POST /api/v1/auth/confirm': { right: 'signed in', body: () => ({ password: 'wrong' }), own: [401] },
  'GET /api/v1/sessions': { right: 'signed in' },
  'DELETE /api/v1/sessions/{id}': { right: 'signed in', own: [404] }, // a colleague's is as little there as a stranger's
  'PUT /api/v1/password': { right: 'signed in', body: () => ({ next: 'four words nobody guesses' }) },
  'POST /api/v1/auth/password-reset': { right: 'public', own: [429] },
  'PUT /api/v1/auth/password-reset': { right: 'public', own: [401, 422] },
  'GET /api/v1/second-factor': { right: 'signed in' },
  'POST /api/v1/second-factor': { right: 'signed in' },
  'PUT /api/v1/second-factor': { right: 'signed in', own: [401] },
  'DELETE /api/v1/second-factor': { right: 'signed in' },
  'POST /api/v1/second-factor/recovery-codes': { right: 'signed in', own: [409] },
  'GET /api/v1/api-keys': { right: 'keys' },
  'POST /api/v1/api-keys': { right: 'keys', body: () => ({ name: 'Key', scopes: ['read'] }) },
  'DELETE /api/v1/api-keys/{id}': { right: 'keys' },
  'GET /api/v1/members': { right: 'members' },
  'PUT /api/v1/members/{id}': { right: 'members', body: () => ({ role: 'analyst' }) },
  'DELETE /api/v1/members/{id}': { right: 'members' },
  'DELETE /api/v1/members/{id}/sessions': { right: 'members' },
  'GET /api/v1/invitations': { right: 'members' },
  'POST /api/v1/invitations': {
    right: 'members',
    body: () => ({ email: 'new@example.test', role: 'analyst' }),
  },
  'DELETE /api/v1/invitations/{id}': { right: 'members' },
  'POST /api/v1/auth/invitation': { right: 'public', own: [401] },
  'POST /api/v1/auth/invitation/accept': { right: 'public', own: [401] },
  'GET /api/v1/emails': { right: 'members' },
  'GET /api/v1/workspaces': { right: 'signed in' },
  'POST /api/v1/auth/workspace': { right: 'signed in', body: ({ tenants }) => ({ id: tenants!.id }) },
  'POST /api/v1/auth/sso': { right: 'public', own: [404] },
  'GET /api/v1/identity-provider': { right: 'identity' },
  'PUT /api/v1/identity-provider': {
    right: 'identity',
    body: () => ({ issuer: 'https://127.0.0.1', clientId: 'aegis', clientSecret: 'secret' }),
    own: [422],
  },
  'DELETE /api/v1/identity-provider': { right: 'identity' },
  'POST /api/v1/identity-provider/domains': {
    right: 'identity',
    body: () => ({ domain: 'company.example' }),
    own: [422],
  },
  'POST /api/v1/identity-provider/domains/{domain}/check': { right: 'identity', own: [422] },
  'DELETE /api/v1/identity-provider/domains/{domain}': { right: 'identity' },
  'POST /api/v1/auth/oauth/{platform}': { right: 'manage', own: [422, 501] },
  'GET /api/v1/session': { right: 'signed in' },
  'GET /api/v1/events': { right: 'read' },
  'GET /api/v1/overview': { right: 'read' },
  'GET /api/v1/platforms': { right: 'read' },
  'GET /api/v1/metrics/summary': { right: 'read' },
  'GET /api/v1/metrics/platform/{platform}': { right: 'read' },
  'GET /api/v1/metrics/campaign/{campaignId}': { right: 'read', nameless: true },
  'GET /api/v1/metrics/trend/{period}': { right: 'read' },
  'GET /api/v1/campaigns': { right: 'read' },
  'GET /api/v1/campaigns/{id}': { right: 'read' },
  'POST /api/v1/campaigns': { right: 'change', own: [501] },
  'PUT /api/v1/campaigns/{id}': { right: 'change', body: () => ({ status: 'paused' }), own: [409, 412, 422] },
  'DELETE /api/v1/campaigns/{id}': { right: 'change', own: [501] },
  'GET /api/v1/agents': { right: 'read' },
  'GET /api/v1/agents/{key}': { right: 'read' },
  'POST /api/v1/agents': { right: 'manage', body: () => ({ agent: 'budget-analyzer' }), own: [409] },
  'PUT /api/v1/agents/{key}': { right: 'manage', body: () => ({ enabled: true }), own: [412] },
  'DELETE /api/v1/agents/{key}': { right: 'manage', own: [404, 409] },
  'GET /api/v1/plan': { right: 'read' },
  'PUT /api/v1/plan': { right: 'plan', body: () => ({ plan: 'enterprise' }) },
  'POST /api/v1/plan/trial': { right: 'plan', body: () => ({ plan: 'pro' }), own: [409] },
  'GET /api/v1/connections': { right: 'read' },
  'GET /api/v1/connections/{id}': { right: 'read' },
  'PUT /api/v1/connections/{id}': { right: 'manage', body: () => ({ paused: true }), own: [412] },
  'DELETE /api/v1/connections/{id}': { right: 'manage' },
  'POST /api/v1/connections/{id}/sync': { right: 'run', own: [409] },
  'GET /api/v1/tasks': { right: 'read' },
  'GET /api/v1/tasks/{id}': { right: 'read' },
  'POST /api/v1/tasks': {
    right: 'run',
    body: ({ ad_accounts: account }) => ({
      agent: 'budget-analyzer',
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId: account!.id },
    }),
  },
  'DELETE /api/v1/tasks/{id}': { right: 'run' },
  'PUT /api/v1/tasks/{id}/retry': { right: 'run', own: [409] },
  'GET /api/v1/proposals': { right: 'read' },
  'GET /api/v1/proposals/{id}': { right: 'read' },
  'POST /api/v1/proposals/{id}/decisions': {
    right: 'change',
    body: ({ proposals }) => ({ verdict: 'reject', version: Number(proposals!.version) }),
    own: [409],
  },
  'POST /api/v1/proposals/{id}/revert': { right: 'change', own: [409, 422] },
  'DELETE /api/v1/sample-data': { right: 'manage' },
  'PUT /api/v1/profile': {
    right: 'signed in',
    body: () => ({ name: 'Same', title: null, locale: 'en' }),
  },
  'GET /api/v1/workspace': { right: 'read' },
  'PUT /api/v1/workspace': {
    right: 'manage',
    body: () => ({ name: 'Ours', timeZone: 'UTC', currency: 'EUR', twoPersonAboveMicros: null }),
    own: [412],
  },
  'PUT /api/v1/workspace/deletion': { right: 'delete', body: () => ({ name: 'Another' }), own: [422] },
  'DELETE /api/v1/workspace/deletion': { right: 'delete', own: [404] },
  'GET /api/v1/audit': { right: 'audit' },
  'GET /api/v1/audit/actors': { right: 'audit' },
  'GET /api/v1/audit.csv': { right: 'audit' },
  'GET /api/v1/export': { right: 'export' },
  'GET /api/v1/deleted-items': { right: 'read' },
  'POST /api/v1/deleted-items/{id}/restore': { right: 'manage' },
  'GET /api/v1/retention': { right: 'read' },
  'PUT /api/v1/retention': { right: 'manage' },
  'GET /api/v1/notifications': { right: 'signed in' },
  'PUT /api/v1/notifications/read': { right: 'signed in' },
  'PUT /api/v1/notifications/{id}/read': { right: 'signed in', own: [404] }, // a colleague's is as little there as a stranger's
  'GET /api/v1/notification-preferences': { right: 'signed in' },
  'PUT /api/v1/notification-preferences': {
    right: 'signed in',
    body: () => ({ choices: [], quietHours: null }),
  },
  'GET /api/v1/feature-flags': { right: 'read' },
  'PUT /api/v1/feature-flags/{key}': { right: 'manage' },
};
