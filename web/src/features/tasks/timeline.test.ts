import { describe, expect, test } from '@jest/globals';
import { layTimeline, placeInstant } from './timeline.ts';

const s = 1000;

describe('timeline with folded time', () => {
  test('one stretch of work takes the whole axis', () => {
    expect(layTimeline([{ start: 0, end: 5 * s }])).toEqual([
      { kind: 'work', start: 0, end: 5 * s, left: 0, width: 1 },
    ]);
  });

  test('a long wait folds into a narrow column that keeps its real length', () => {
    const panes = layTimeline([
      { start: 0, end: 10 * s },
      { start: 3600 * s, end: 3610 * s },
    ]);
    expect(panes.map((p) => p.kind)).toEqual(['work', 'fold', 'work']);
    expect(panes[1]!.end - panes[1]!.start).toBe(3590 * s);
    expect(panes[1]!.width).toBeLessThan(0.1);
    expect(panes.reduce((sum, p) => sum + p.width, 0)).toBeCloseTo(1);
  });

  test('a short pause stays to scale, and spans may come unsorted and overlap', () => {
    const panes = layTimeline([
      { start: 4 * s, end: 10 * s },
      { start: 0, end: 5 * s },
    ]);
    expect(panes).toHaveLength(1);
    expect(placeInstant(panes, 5 * s)).toBeCloseTo(0.5);
  });

  test('an instant outside the axis is held at its ends', () => {
    const panes = layTimeline([{ start: 0, end: 10 * s }]);
    expect(placeInstant(panes, -s)).toBe(0);
    expect(placeInstant(panes, 99 * s)).toBe(1);
  });

  test('many tries still fit: widths are never negative', () => {
    const panes = layTimeline(
      Array.from({ length: 12 }, (_, i) => ({ start: i * 600 * s, end: i * 600 * s + s })),
    );
    expect(panes.every((p) => p.width > 0)).toBe(true);
    expect(panes.reduce((sum, p) => sum + p.width, 0)).toBeCloseTo(1);
  });

  test('no spans give no panes', () => {
    expect(layTimeline([])).toEqual([]);
    expect(placeInstant([], 5)).toBe(0);
  });
});
