import { featureKeys, features, type Feature } from '../../domain/features.ts';
import type { TenantTransaction } from '../tenant.ts';

/** Whether a switch of the workspace is on. */
export async function isOn(tx: TenantTransaction, feature: Feature): Promise<boolean> {
  const row = await tx
    .selectFrom('feature_flags')
    .select('enabled')
    .where('key', '=', feature)
    .executeTakeFirst();
  return row?.enabled ?? features[feature];
}

export interface FeatureFlag {
  key: Feature;
  enabled: boolean;
  /** null: nobody has turned it, it stands at its default. */
  changedAt: Date | null;
}

/** Every switch, in the order of domain/features.ts. */
export async function listFeatureFlags(tx: TenantTransaction): Promise<FeatureFlag[]> {
  const rows = await tx.selectFrom('feature_flags').select(['key', 'enabled', 'changed_at']).execute();
  const turned = new Map(rows.map((row) => [row.key, row]));
  return featureKeys.map((key) => ({
    key,
    enabled: turned.get(key)?.enabled ?? features[key],
    changedAt: turned.get(key)?.changed_at ?? null,
  }));
}

export async function setFeature(
  tx: TenantTransaction,
  key: Feature,
  enabled: boolean,
  now: Date,
): Promise<FeatureFlag> {
  await tx
    .insertInto('feature_flags')
    .values({ key, enabled, changed_at: now })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'key']).doUpdateSet({ enabled, changed_at: now }),
    )
    .execute();
  return { key, enabled, changedAt: now };
}
