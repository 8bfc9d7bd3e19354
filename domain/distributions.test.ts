import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chiSquareCdf, normalCdf, normalQuantile, studentCdf, studentQuantile } from './distributions.ts';

/** Reference numbers: scipy 1.17.1 (scipy.stats). */
const close = (value: number, reference: number) =>
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(1e-9 * Math.max(1e-6, Math.abs(reference)));

describe('distribution functions agree with scipy 1.17.1', () => {
  it('normal', () => {
    close(normalCdf(-8), 6.22096057427174e-16);
    close(normalCdf(-3.1), 0.0009676032132183563);
    close(normalCdf(-0.7), 0.24196365222307303);
    close(normalCdf(0), 0.5);
    close(normalCdf(0.4), 0.6554217416103242);
    close(normalCdf(1.2815), 0.8999909500339163);
    close(normalCdf(5), 0.9999997133484281);
    close(normalQuantile(1e-10), -6.361340902404056);
    close(normalQuantile(0.001), -3.090232306167813);
    close(normalQuantile(0.1), -1.2815515655446004);
    close(normalQuantile(0.3), -0.5244005127080409);
    close(normalQuantile(0.9999), 3.719016485455709);
  });

  it('Student', () => {
    close(studentCdf(-2.3, 4), 0.04146951855619118);
    close(studentCdf(0.5, 1), 0.6475836176504333);
    close(studentCdf(1.7, 30.5), 0.9503456775417385);
    close(studentCdf(6, 9), 0.9998987503389661);
    close(studentQuantile(0.9, 3), 1.637744353696209);
    close(studentQuantile(0.1, 12.5), -1.3530668727547324);
    close(studentQuantile(0.995, 1), 63.656741162871526);
    close(studentQuantile(0.8, 200), 0.8434221315354185);
  });

  it('chi-square', () => {
    close(chiSquareCdf(0.5, 1), 0.5204998778130466);
    close(chiSquareCdf(7.2, 4), 0.8743108767424542);
    close(chiSquareCdf(150, 120), 0.9669265190886953);
  });

  it('a quantile undoes its distribution function', () => {
    const p = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(fc.property(p, (q) => Math.abs(normalCdf(normalQuantile(q)) - q) < 1e-12));
    fc.assert(
      fc.property(p, fc.double({ min: 0.5, max: 500, noNaN: true }), (q, df) => {
        expect(Math.abs(studentCdf(studentQuantile(q, df), df) - q)).toBeLessThan(1e-9);
      }),
    );
  });

  it('has no quantile outside 0 and 1', () => {
    expect(normalQuantile(1.2)).toBeNaN();
    expect(normalQuantile(1)).toBe(Infinity);
    expect(studentQuantile(-0.1, 3)).toBeNaN();
  });
});
