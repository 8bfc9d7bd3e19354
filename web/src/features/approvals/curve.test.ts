import { expect, test } from '@jest/globals';
import { drawCurve, meanAt, niceTicks, reachOf, type Curve } from './curve.ts';

const curve: Curve = {
  form: 'log',
  days: 42,
  r2: 0.8,
  points: [60, 120, 180, 240, 300].map((b) => ({ budget: b, mean: b * 4, p10: b * 3.5, p90: b * 4.5 })),
  tried: { from: 120, to: 246 },
  dots: [{ date: '2026-11-01', budget: 130, value: 500 }],
  now: { budget: 180, value: 720 },
  proposed: { budget: 240, value: 960, p10: 840, p90: 1080 },
  breakEven: null,
};
const box = { width: 600, height: 300, left: 50, right: 10, top: 10, bottom: 40 };

test('the curve fills the plot and higher budgets lie further right', () => {
  const { x, y } = drawCurve(curve, box);
  expect(x(60)).toBe(50);
  expect(x(300)).toBe(590);
  expect(y(960)).toBeLessThan(y(720));
});

test('the solid line ends where the tried range ends, the dashed one takes over there', () => {
  const { x, inside, outside } = drawCurve(curve, box);
  const end = x(246).toFixed(1);
  expect(inside.startsWith(`M${x(120).toFixed(1)} `)).toBe(true);
  expect(inside).toContain(`L${end} `);
  expect(outside).toContain(`M${end} `);
});

test('the mean between two points is their line', () => {
  expect(meanAt(curve, 210).mean).toBe(840);
  expect(meanAt(curve, 999).mean).toBe(1200);
});

test('the curve says how far it knows a budget (C5)', () => {
  expect([59, 60, 119, 120, 246, 300, 301].map((budget) => reachOf(curve, budget))).toEqual(
    ['unknown', 'beyond', 'beyond', 'tried', 'tried', 'beyond', 'unknown'], // prettier-ignore
  );
});

test('ticks are round', () => {
  expect(niceTicks(283, 1480, 4)).toEqual([0, 500, 1000]);
  expect(niceTicks(60, 380, 4)).toEqual([0, 100, 200, 300]);
});
