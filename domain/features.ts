/** Switches of a workspace, and how each stands until somebody turns it. */
export const features = {
  /** A language model may word what agents found; off: templates do, and nothing leaves for a model. */
  'model-text': true,
  /** Agents whose autonomy is "act" change campaigns alone; off: they ask, and what their policy approved is not applied. */
  'act-alone': true,
} as const satisfies Record<string, boolean>;

export type Feature = keyof typeof features;
export const featureKeys = Object.keys(features) as [Feature, ...Feature[]];
