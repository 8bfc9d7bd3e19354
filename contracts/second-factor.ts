import { z } from 'zod';

/** Six digits of the app, or a recovery code, however it is spaced. */
export const codeSchema = z.string().min(6).max(60);

export const secondFactorSchema = z
  .object({ enabled: z.boolean(), recoveryCodesLeft: z.int() })
  .meta({ id: 'SecondFactor' });
export type SecondFactor = z.infer<typeof secondFactorSchema>;

/** What the authenticator app needs; shown once, while it is set up. */
export const secondFactorSetupSchema = z
  .object({
    /** To be typed in, in base32. */
    secret: z.string(),
    /** otpauth:// address. */
    uri: z.string(),
    /** The same as a picture, SVG. */
    picture: z.string(),
  })
  .meta({ id: 'SecondFactorSetup' });
export type SecondFactorSetup = z.infer<typeof secondFactorSetupSchema>;

export const proveCodeSchema = z.strictObject({ code: codeSchema });
/** Shown once; each signs in once in place of the app. */
export const recoveryCodesSchema = z
  .object({ recoveryCodes: z.array(z.string()) })
  .meta({ id: 'RecoveryCodes' });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;
