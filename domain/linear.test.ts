import { describe, expect, it } from '@jest/globals';
import { cholesky, inverseQuadratic, logDeterminant, solveCholesky } from './linear.ts';
import { deviation, intervalOf, median, quantileOf } from './statistics.ts';

describe('linear algebra agrees with scipy 1.17.1 and numpy 2.4.6', () => {
  const lower = cholesky([
    [4, 1, 0.5],
    [1, 3, 0.2],
    [0.5, 0.2, 2],
  ]);

  it('solves, and gives determinant and quadratic form', () => {
    const x = solveCholesky(lower, [1, 2, 3]);
    [-0.08172851103804599, 0.5965241897604509, 1.4607797087834662].forEach((v, i) =>
      expect(x[i]).toBeCloseTo(v, 12),
    );
    expect(logDeterminant(lower)).toBeCloseTo(3.0582374789053883, 12);
    expect(inverseQuadratic(lower, [1, 2, 3])).toBeCloseTo(5.493658994833254, 12);
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => cholesky([[1, 2], [2, 1]])).toThrow(RangeError); // prettier-ignore
  });

  it('takes quantiles and deviation as numpy does', () => {
    const values = [1, 2, 4, 8, 16];
    expect(quantileOf(values, 0.1)).toBeCloseTo(1.4, 12);
    expect(quantileOf(values, 0.9)).toBeCloseTo(12.8, 12);
    expect(median([16, 1, 4, 2, 8])).toBe(4);
    expect(deviation(values)).toBeCloseTo(6.099180272790763, 12);
    expect(intervalOf([16, 1, 4, 2, 8])).toEqual({ mean: 6.2, p10: 1.4, p90: 12.8 });
  });
});
