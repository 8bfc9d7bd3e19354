/** A symmetric positive definite matrix, row by row. */
export type Matrix = number[][];

/** Lower triangle L with L·Lᵀ = matrix. Throws RangeError when the matrix is not positive definite. */
export function cholesky(matrix: Matrix): Matrix {
  const n = matrix.length;
  const lower: Matrix = matrix.map(() => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    const row = lower[i]!;
    for (let j = 0; j <= i; j++) {
      const other = lower[j]!;
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      if (i !== j) row[j] = sum / other[j]!;
      else if (sum > 0) row[i] = Math.sqrt(sum);
      else throw new RangeError('matrix is not positive definite');
    }
  }
  return lower;
}

/** x with L·x = b. */
export function solveLower(lower: Matrix, b: readonly number[]): number[] {
  const x = [...b];
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}

/** x with L·Lᵀ·x = b. */
export function solveCholesky(lower: Matrix, b: readonly number[]): number[] {
  const x = solveLower(lower, b);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}

/** Logarithm of the determinant of L·Lᵀ. */
export function logDeterminant(lower: Matrix): number {
  return lower.reduce((sum, row, i) => sum + 2 * Math.log(row[i]!), 0);
}

/** bᵀ·(L·Lᵀ)⁻¹·b: with L of a precision matrix, the variance of the combination b. */
export function inverseQuadratic(lower: Matrix, b: readonly number[]): number {
  return solveLower(lower, b).reduce((sum, x) => sum + x * x, 0);
}
