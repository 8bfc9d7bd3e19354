export type FieldKind = 'money' | 'percent' | 'choice' | 'list' | 'text';

/** A setting as a form shows it: money in whole units, shares in percent. */
export function writeField(kind: FieldKind, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (kind === 'list') return Array.isArray(value) ? value.join(', ') : '';
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  if (kind === 'money') return String(Number(value) / 1e6);
  if (kind === 'percent') return String(Math.round(Number(value) * 1e6) / 1e4);
  return String(value);
}

/** The way back; an empty field is null. */
export function readField(kind: FieldKind, text: string): unknown {
  if (kind === 'list')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  if (text.trim() === '') return null;
  if (kind === 'money') return String(Math.round(Number(text) * 1e6));
  if (kind === 'percent') return Math.round(Number(text) * 1e4) / 1e6;
  return text;
}
