/** A typed daily budget as micros: whole cents above zero; `,` and `.` both part the cents. null: it is none. */
export function readAmount(text: string): string | null {
  const parts = /^\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/.exec(text.replaceAll(/[\u00a0\u202f ]/g, ''));
  if (!parts) return null;
  const micros = BigInt(parts[1]!) * 1_000_000n + BigInt((parts[2] ?? '').padEnd(2, '0') || '0') * 10_000n;
  return micros > 0n ? String(micros) : null;
}
