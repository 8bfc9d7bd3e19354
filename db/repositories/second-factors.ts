import { randomInt } from 'node:crypto';
import { verifySync } from 'otplib';
import type { Db } from '../database.ts';
import { open, seal, tryRewrap } from '../envelope.ts';
import { withoutTenant, type GlobalTransaction } from '../tenant.ts';
import type { VaultKey } from '../vault.ts';
import { hashOf } from './sessions.ts';

const CODES = 10;
/** Without letters that look like digits; 24 of them hold 120 bits. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

const placeOf = (userId: string) => `user|${userId}|totp`;
const factorOf = (tx: GlobalTransaction, userId: string) =>
  tx.selectFrom('second_factors').selectAll().where('user_id', '=', userId);

/** How it stands with a person's second factor. */
export async function readFactor(
  db: Db,
  userId: string,
): Promise<{ enabled: boolean; recoveryCodesLeft: number }> {
  return withoutTenant(
    db,
    async (tx) => {
      const [factor, codes] = await Promise.all([
        factorOf(tx, userId).where('confirmed_at', 'is not', null).executeTakeFirst(),
        tx
          .selectFrom('recovery_codes')
          .select('user_id')
          .where('user_id', '=', userId)
          .where('used_at', 'is', null)
          .execute(),
      ]);
      return { enabled: factor !== undefined, recoveryCodesLeft: factor ? codes.length : 0 };
    },
    { readOnly: true },
  );
}

/** Keeps a secret that is being set up, in place of an earlier one. False: a factor is in force; remove it first. */
export async function beginFactor(
  db: Db,
  vaultKey: VaultKey,
  userId: string,
  secret: string,
): Promise<boolean> {
  const values = { sealed: seal(vaultKey, placeOf(userId), secret), key_version: vaultKey.current };
  const { numInsertedOrUpdatedRows } = await withoutTenant(db, (tx) =>
    tx
      .insertInto('second_factors')
      .values({ user_id: userId, ...values })
      .onConflict((conflict) =>
        conflict.column('user_id').doUpdateSet(values).where('second_factors.confirmed_at', 'is', null),
      )
      .executeTakeFirstOrThrow(),
  );
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Puts the factor in force when the code is right, and gives its recovery codes; null: wrong code, or nothing to confirm. */
export async function confirmFactor(
  db: Db,
  vaultKey: VaultKey,
  userId: string,
  code: string,
  now: Date,
): Promise<string[] | null> {
  return withoutTenant(db, async (tx) => {
    const factor = await factorOf(tx, userId)
      .where('confirmed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    const step = factor && stepOf(open(vaultKey, placeOf(userId), factor.sealed), code, now);
    if (!step) return null;
    await tx
      .updateTable('second_factors')
      .set({ confirmed_at: now, last_step: step })
      .where('user_id', '=', userId)
      .execute();
    return replaceCodes(tx, userId);
  });
}

/** New recovery codes in place of the old ones; null: there is no factor in force. */
export async function renewCodes(db: Db, userId: string): Promise<string[] | null> {
  return withoutTenant(db, async (tx) => {
    const factor = await factorOf(tx, userId)
      .where('confirmed_at', 'is not', null)
      .forUpdate()
      .executeTakeFirst();
    return factor ? replaceCodes(tx, userId) : null;
  });
}

export async function removeFactor(db: Db, userId: string): Promise<void> {
  await withoutTenant(db, (tx) => tx.deleteFrom('second_factors').where('user_id', '=', userId).execute());
}

const plain = (code: string) => code.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What somebody means by what they typed. */
export const kindOfCode = (code: string): 'code' | 'recovery-code' =>
  /^\d{6}$/.test(plain(code)) ? 'code' : 'recovery-code';

/** True for a code of the app or a recovery code that was not used before; it is used up. Of two at once, one wins. */
export async function useCode(
  db: Db,
  vaultKey: VaultKey,
  userId: string,
  code: string,
  now: Date,
): Promise<boolean> {
  const typed = plain(code);
  return withoutTenant(db, async (tx) => {
    if (kindOfCode(code) === 'recovery-code') {
      const { numUpdatedRows } = await tx
        .updateTable('recovery_codes')
        .set({ used_at: now })
        .where('user_id', '=', userId)
        .where('code_hash', '=', hashOf(typed))
        .where('used_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    }
    const factor = await factorOf(tx, userId).where('confirmed_at', 'is not', null).executeTakeFirst();
    const step = factor && stepOf(open(vaultKey, placeOf(userId), factor.sealed), typed, now);
    if (!step) return false;
    const { numUpdatedRows } = await tx
      .updateTable('second_factors')
      .set({ last_step: step })
      .where('user_id', '=', userId)
      .where('last_step', '<', BigInt(step))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

/** The time step whose code this is, now or one step off; null: none. */
function stepOf(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const result = verifySync({
    secret,
    token: code,
    epoch: Math.floor(now.getTime() / 1000),
    epochTolerance: 30,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

async function replaceCodes(tx: GlobalTransaction, userId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode);
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ user_id: userId, code_hash: hashOf(code.replaceAll('-', '')) })))
    .execute();
  return codes;
}

function newCode(): string {
  const letters = Array.from({ length: 24 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return letters.match(/.{6}/g)!.join('-');
}

/**
 * Seals the secrets that an older vault key holds with the present one, at most `most`; returns how many it sealed. One
 * that no longer opens stays as it is.
 */
export async function rewrapFactors(db: Db, vaultKey: VaultKey, most: number): Promise<number> {
  return withoutTenant(db, async (tx) => {
    const rows = await tx
      .selectFrom('second_factors')
      .select(['user_id', 'sealed'])
      .where('key_version', '<>', vaultKey.current)
      .limit(most)
      .forUpdate()
      .skipLocked()
      .execute();
    let done = 0;
    for (const { user_id: userId, sealed: before } of rows) {
      const sealed = tryRewrap(vaultKey, placeOf(userId), before);
      if (!sealed) continue;
      const values = { sealed, key_version: vaultKey.current };
      await tx.updateTable('second_factors').set(values).where('user_id', '=', userId).execute();
      done += 1;
    }
    return done;
  });
}
