/** How far a zone's clock is ahead of UTC at an instant, in ms. */
function ahead(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)!.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - instant;
}

/** The instant at which a day (`YYYY-MM-DD`) begins in a zone, or the day after it; null for what is no day. */
export function startOfDay(day: string, zone: string, later = 0): string | null {
  const midnight = Date.parse(`${day}T00:00:00Z`) + later * 86_400_000;
  if (Number.isNaN(midnight)) return null;
  const guess = midnight - ahead(midnight, zone);
  return new Date(midnight - ahead(guess, zone)).toISOString();
}
