import { z } from 'zod';

/** A password as people choose it; which ones are refused says domain/password.ts. */
const newPassword = z.string().min(1).max(1024);

export const changePasswordSchema = z.strictObject({
  /** Left out by whoever has none yet, and has proved lately who they are. */
  current: z.string().min(1).max(1024).optional(),
  next: newPassword,
});
export const askResetSchema = z.strictObject({ email: z.email().max(254) });
export const finishResetSchema = z.strictObject({
  token: z.string().min(20).max(200),
  password: newPassword,
});
