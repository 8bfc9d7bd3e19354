import type { FeatureFlagJson } from '../contracts/feature-flags.ts';
import type { FeatureFlag } from '../db/repositories/feature-flags.ts';

export const viewFeatureFlag = ({ changedAt, ...flag }: FeatureFlag): FeatureFlagJson => ({
  ...flag,
  changedAt: changedAt?.toISOString() ?? null,
});
