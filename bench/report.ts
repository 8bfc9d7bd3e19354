/** One measured figure beside its baseline. */
export interface Figure {
  bench: string;
  figure: string;
  value: number;
  unit: string;
  /** What it is held against, measured in the same run; null: the target is absolute. */
  baseline: number | null;
  ratio: number | null;
  /** Words such as "≥ 0.999". */
  target: string;
  holds: boolean;
}

/** Prints one JSON line per figure, or a table; sets exit code 1 when a figure does not hold. */
export function report(figures: readonly Figure[], options: { json: boolean }): void {
  if (options.json) for (const figure of figures) console.log(JSON.stringify(figure));
  else console.log(table(figures));
  if (figures.some((f) => !f.holds)) process.exitCode = 1;
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map((f) => [
    `${f.bench} ${f.figure}`,
    `${round(f.value)} ${f.unit}`.trim(),
    f.baseline === null ? '–' : `${round(f.baseline)} ${f.unit}`.trim(),
    f.ratio === null ? '–' : `${round(f.ratio)}×`,
    f.target,
    f.holds ? 'holds' : 'DOES NOT HOLD',
  ]);
  const lines = [['figure', 'value', 'baseline', 'ratio', 'target', ''], ...rows];
  const widths = lines[0]!.map((_, c) => Math.max(...lines.map((l) => l[c]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, c) => cell.padEnd(widths[c]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function round(x: number): string {
  return Math.abs(x) >= 1000 ? x.toFixed(0) : String(Number(x.toPrecision(5)));
}
