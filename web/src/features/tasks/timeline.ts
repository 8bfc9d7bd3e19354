/** A stretch of work or of waiting; instants in ms. */
export interface Span {
  start: number;
  end: number;
}

/** A stretch of the axis. `work` is drawn to scale; `fold` stands for a long wait at a fixed width. */
export interface Pane extends Span {
  kind: 'work' | 'fold';
  /** Left edge and width as shares of the axis, 0–1. */
  left: number;
  width: number;
}

/** Waits longer than this are folded. */
export const FOLD_AFTER_MS = 30_000;
const FOLD_WIDTH = 0.055;
const LEAST_WORK_WIDTH = 0.14;

/**
 * Lays time out so that machine time is to scale within its pane and long waits fold into a narrow column.
 * Spans may overlap and come in any order; no spans give no panes.
 */
export function layTimeline(spans: readonly Span[], foldAfter = FOLD_AFTER_MS): Pane[] {
  const busy = mergeSpans(spans, foldAfter);
  if (busy.length === 0) return [];
  const folds = busy.length - 1;
  const foldWidth = folds === 0 ? 0 : Math.min(FOLD_WIDTH, 0.4 / folds);
  const widths = shareOut(
    busy.map((b) => Math.max(1, b.end - b.start)),
    1 - folds * foldWidth,
  );
  const panes: Pane[] = [];
  let left = 0;
  busy.forEach((span, i) => {
    panes.push({ kind: 'work', ...span, left, width: widths[i]! });
    left += widths[i]!;
    const next = busy[i + 1];
    if (!next) return;
    panes.push({ kind: 'fold', start: span.end, end: next.start, left, width: foldWidth });
    left += foldWidth;
  });
  return panes;
}

/** Where an instant lies on the axis, 0–1. */
export function placeInstant(panes: readonly Pane[], at: number): number {
  const pane = panes.find((p) => at <= p.end) ?? panes.at(-1);
  if (!pane) return 0;
  const share = (at - pane.start) / Math.max(1, pane.end - pane.start);
  return pane.left + Math.min(1, Math.max(0, share)) * pane.width;
}

function mergeSpans(spans: readonly Span[], gap: number): Span[] {
  const merged: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start - last.end <= gap) last.end = Math.max(last.end, end);
    else merged.push({ start, end: Math.max(start, end) });
  }
  return merged;
}

/** Shares by duration, none below the least width (equal shares when there are too many panes for it). */
function shareOut(durations: number[], available: number): number[] {
  const least = Math.min(LEAST_WORK_WIDTH, available / durations.length);
  const spare = available - least * durations.length;
  const total = durations.reduce((a, b) => a + b, 0);
  return durations.map((d) => least + (spare * d) / total);
}
