/** How value answers spend, up to a factor: Hill x^a / (x^a + k^a), logarithm ln(1 + x/k), power x^a. k in currency units. */
export type Shape =
  { form: 'hill'; a: number; k: number } | { form: 'log'; k: number } | { form: 'power'; a: number };

/** The shape's height at a spend ≥ 0, in no unit of its own. */
export function heightAt(shape: Shape, spend: number): number {
  if (spend <= 0) return 0;
  switch (shape.form) {
    case 'hill':
      return 1 / (1 + (shape.k / spend) ** shape.a);
    case 'log':
      return Math.log1p(spend / shape.k);
    case 'power':
      return spend ** shape.a;
  }
}

/** Relative change of value per relative change of spend, at a spend > 0. */
export function elasticityAt(shape: Shape, spend: number): number {
  switch (shape.form) {
    case 'hill':
      return shape.a / (1 + (spend / shape.k) ** shape.a);
    case 'log':
      return spend / (shape.k + spend) / Math.log1p(spend / shape.k);
    case 'power':
      return shape.a;
  }
}

/** A shape with its share of belief before any data. */
export interface PriorShape {
  shape: Shape;
  logPrior: number;
}

/**
 * The shapes that are weighed against each other, on a grid around the usual daily spend. Belief is weak: half saturation
 * about at the usual spend (log sd 0.8), exponent about 1 (log sd 0.45), so that both concave and S-shaped curves are
 * expected and a curve that hardly rises, or rises without end, must be shown by data.
 */
export function priorShapes(usualSpend: number): PriorShape[] {
  const shapes: PriorShape[] = [];
  for (let u = -2; u <= 2.001; u += 0.25) {
    for (let v = -2; v <= 2.401; v += 0.3) {
      const shape: Shape = { form: 'hill', k: usualSpend * Math.exp(0.8 * u), a: Math.exp(0.45 * v) };
      shapes.push({ shape, logPrior: Math.log(0.8 / 255) - (u * u + v * v) / 2 });
    }
    const logPrior = Math.log(0.1 / 17) - (u * u) / 2;
    shapes.push({ shape: { form: 'log', k: usualSpend * Math.exp(0.8 * u) }, logPrior });
    shapes.push({ shape: { form: 'power', a: 0.6 * Math.exp(0.3 * u) }, logPrior });
  }
  return shapes;
}
