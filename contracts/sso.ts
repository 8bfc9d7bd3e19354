import { z } from 'zod';
import { instantSchema } from './common.ts';

/** Roles that people may get who come by single sign-on for the first time. */
export const firstRoles = ['admin', 'operator', 'analyst', 'auditor'] as const;

export const identityDomainSchema = z
  .object({
    domain: z.string(),
    /** The TXT record that proves the domain. */
    record: z.object({ name: z.string(), value: z.string() }),
    verifiedAt: instantSchema.nullable(),
  })
  .meta({ id: 'IdentityDomain' });
export type IdentityDomain = z.infer<typeof identityDomainSchema>;

/** Single sign-on of a workspace. */
export const identityProviderSchema = z
  .object({
    provider: z
      .object({
        issuer: z.string(),
        clientId: z.string(),
        defaultRole: z.enum(firstRoles),
        enabled: z.boolean(),
        /** People of a proved domain sign in by it only, but owners. */
        required: z.boolean(),
      })
      .nullable(),
    domains: z.array(identityDomainSchema),
    /** To be registered at the provider. */
    redirectUri: z.string(),
    /** False: the plan does not hold it. */
    available: z.boolean(),
    /** Somebody has signed in with it, so it may be required. */
    tried: z.boolean(),
  })
  .meta({ id: 'IdentityProvider' });
export type IdentityProvider = z.infer<typeof identityProviderSchema>;

export const saveIdentityProviderSchema = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().min(1).max(300),
  /** Left out: the one that is stored stays. */
  clientSecret: z.string().min(1).max(2000).optional(),
  defaultRole: z.enum(firstRoles).default('analyst'),
  enabled: z.boolean().default(true),
  /** Only once somebody has signed in with it, and a domain is proved. */
  required: z.boolean().default(false),
});

export const domainSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/);
export const addDomainSchema = z.strictObject({ domain: domainSchema });

export const startSsoSchema = z.strictObject({ email: z.email().max(254) });
export const ssoStartedSchema = z.object({ authorizeUrl: z.string() });
