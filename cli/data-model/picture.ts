import type { Description, TableDescription } from '../../db/describe.ts';

const WIDTH = 200;
const GAP_X = 90;
const GAP_Y = 14;
const LINE = 14;
const HEAD = 24;

interface Box {
  table: TableDescription;
  /** The columns that find a row, and those that refer to others. */
  lines: string[];
  depth: number;
  x: number;
  y: number;
  height: number;
}

/** docs/data-model.svg: tables from left to right, each right of those it refers to. */
export function picture({ tables }: Description): string {
  const boxes = new Map(tables.map((table) => [table.name, boxOf(table)]));
  for (const box of boxes.values()) box.depth = depthOf(box.table, boxes);
  place([...boxes.values()]);
  const all = [...boxes.values()];
  const width = Math.max(...all.map(({ x }) => x)) + WIDTH + 20;
  const height = Math.max(...all.map(({ y, height }) => y + height)) + 20;
  const edges = all.flatMap((box) => parentsOf(box.table, boxes).map((parent) => edge(box, parent)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img">`,
    '<title>Tables and what they refer to</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...edges,
    ...all.map(draw),
    '</svg>\n',
  ].join('\n');
}

function boxOf(table: TableDescription): Box {
  const referring = table.foreignKeys.flatMap(({ columns }) => columns);
  const keys = new Set([...table.primaryKey, ...referring]);
  if (table.primaryKey.length > 1 || table.name === 'subscriptions') keys.delete('tenant_id');
  const lines = [...keys].map((name) => (table.primaryKey.includes(name) ? `● ${name}` : `→ ${name}`));
  const more =
    table.columns.length - lines.length - (table.columns.some(({ name }) => name === 'tenant_id') ? 1 : 0);
  if (more > 0) lines.push(`and ${more} more`);
  return { table, lines, depth: 0, x: 0, y: 0, height: HEAD + lines.length * LINE + 6 };
}

/** What a table refers to, but for the tenant, whom all refer to: drawn only where there is nothing else. */
function parentsOf(table: TableDescription, boxes: ReadonlyMap<string, Box>): Box[] {
  const names = new Set(table.foreignKeys.map((key) => key.table).filter((name) => name !== table.name));
  if (names.size > 1) names.delete('tenants');
  return [...names].map((name) => boxes.get(name)!);
}

function depthOf(table: TableDescription, boxes: ReadonlyMap<string, Box>): number {
  const parents = parentsOf(table, boxes);
  return parents.length === 0 ? 0 : 1 + Math.max(...parents.map((parent) => depthOf(parent.table, boxes)));
}

/** Columns by depth; in each, a table stands near those it refers to. */
function place(all: Box[]): void {
  const boxes = new Map(all.map((box) => [box.table.name, box]));
  const depths = Math.max(...all.map(({ depth }) => depth));
  for (let depth = 0; depth <= depths; depth += 1) {
    const column = all.filter((box) => box.depth === depth);
    const pull = (box: Box) => {
      const parents = parentsOf(box.table, boxes);
      return parents.reduce((sum, { y, height }) => sum + y + height / 2, 0) / Math.max(parents.length, 1);
    };
    column.sort((a, b) => pull(a) - pull(b) || (a.table.name < b.table.name ? -1 : 1));
    let y = 20;
    for (const box of column) {
      box.x = 20 + depth * (WIDTH + GAP_X);
      box.y = y;
      y += box.height + GAP_Y;
    }
  }
}

function edge(from: Box, to: Box): string {
  const [x1, y1] = [from.x, from.y + HEAD / 2];
  const [x2, y2] = [to.x + WIDTH, to.y + HEAD / 2];
  const bend = Math.max(40, (x1 - x2) / 2);
  return `<path d="M${x1} ${y1} C${x1 - bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}" fill="none" stroke="#9aa3b5" stroke-width="1.2"/>`;
}

function draw({ table, lines, x, y, height }: Box): string {
  const ofTenants = table.name === 'tenants' || table.columns.some(({ name }) => name === 'tenant_id');
  const [fill, stroke] = ofTenants ? ['#eef3ff', '#3b5bdb'] : ['#fff4e6', '#d9480f'];
  const partitions = table.partitions.length > 0 ? ` × ${table.partitions.length}` : '';
  return [
    `<g><rect x="${x}" y="${y}" width="${WIDTH}" height="${height}" rx="5" fill="${fill}" stroke="${stroke}"/>`,
    `<text x="${x + 9}" y="${y + 16}" font-size="12.5" font-weight="600" fill="#1b1f2a">${table.name}${partitions}</text>`,
    ...lines.map(
      (line, i) =>
        `<text x="${x + 9}" y="${y + HEAD + 10 + i * LINE}" font-size="10.5" fill="#4a5163">${line}</text>`,
    ),
    '</g>',
  ].join('');
}
