import { z } from 'zod';
import { instantSchema } from './common.ts';

export const featureKeySchema = z.enum(['model-text', 'act-alone']).meta({
  description:
    '`model-text`: a language model may word what agents found. `act-alone`: agents whose autonomy is "act" change campaigns without asking.',
});

export const featureFlagSchema = z
  .object({
    key: featureKeySchema,
    enabled: z.boolean(),
    /** null: nobody has turned it; it stands at its default. */
    changedAt: instantSchema.nullable(),
  })
  .meta({ id: 'FeatureFlag' });
export type FeatureFlagJson = z.infer<typeof featureFlagSchema>;

export const setFeatureFlagSchema = z.strictObject({ enabled: z.boolean() });
