/** Global, and never visible inside a tenant. */
export interface RecoveryCodesTable {
  user_id: string;
  /** SHA-256: a code holds 120 random bits. */
  code_hash: Buffer;
  used_at: Date | null;
}
