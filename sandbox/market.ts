import { microsFromDecimal, microsFromUnits, roundToMinor, unitsFromMicros } from '../domain/money.ts';
import { randomFor } from '../domain/random.ts';
import { dayOfYear, weekdayOf, type Day } from './days.ts';
import type { ScenarioCampaign } from './scenario.ts';

/** One campaign as the market sees it: who it is, how demand answers, and when and with what budget it runs. */
export interface MarketCampaign {
  /** Scenario seed and campaign id: the root of every draw. */
  key: string;
  model: Pick<ScenarioCampaign, 'curve' | 'weekday' | 'season' | 'orders' | 'delivery' | 'media'>;
  events: { from: Day; until: Day; lift: number }[];
  starts: Day;
  stops: Day | null;
  /** In order of day; the last one that has begun holds. */
  budgets: { from: Day; micros: bigint }[];
  /** Moments at which delivery was switched on or off, in order. Share is of the local day gone by, 0–1. */
  switches: { day: Day; share: number; on: boolean }[];
}

/** What one campaign would do on one whole day. Nothing in it depends on the clock. */
export interface DayPlan {
  spendMicros: bigint;
  impressions: number;
  clicks: number;
  frequency: number;
  orders: Order[];
}

export interface Order {
  /** When its ad was clicked, as the share of the day's delivery done by then, 0–1. */
  at: number;
  /** Days after the ad's day on which the platform reports it: 0–28. */
  delay: number;
  cents: number;
  /** Uniform draw that decides its country. */
  place: number;
}

/** Days until nothing about a day changes any more. */
export const SETTLED_AFTER = 28;

/** A scenario's campaign on real days. `origin` is the scenario's day 0. */
export function marketCampaign(seed: string, origin: Day, campaign: ScenarioCampaign): MarketCampaign {
  const { curve, weekday, season, orders, delivery, media } = campaign;
  return {
    key: `${seed}/${campaign.id}`,
    model: { curve, weekday, season, orders, delivery, media },
    events: campaign.events.map((e) => ({ ...e, from: origin + e.from, until: origin + e.until })),
    starts: origin + campaign.starts,
    stops: campaign.stops === null ? null : origin + campaign.stops,
    budgets: campaign.budgets.map((b) => ({ from: origin + b.from, micros: microsFromDecimal(b.daily) })),
    switches:
      campaign.status === 'ACTIVE' ? [] : [{ day: origin + campaign.statusSince, share: 0, on: false }],
  };
}

/** Hill curve: vmax · x^a / (x^a + k^a). Spend and revenue in units of the currency a day. */
export function hill(curve: { vmax: number; k: number; a: number }, spend: number): number {
  if (spend <= 0) return 0;
  return curve.vmax / (1 + (curve.k / spend) ** curve.a);
}

/** The factor of weekday, season and events on a day's revenue. */
export function demand(campaign: MarketCampaign, day: Day): number {
  const { weekday, season } = campaign.model;
  const wave = 1 + season.amplitude * Math.cos((2 * Math.PI * (dayOfYear(day) - season.peakDay)) / 365.25);
  const lift = campaign.events.reduce((f, e) => (day >= e.from && day <= e.until ? f * e.lift : f), 1);
  return weekday[weekdayOf(day)]! * wave * lift;
}

/** Mean revenue of a whole day on which exactly `spend` is spent: the response curve times the day's demand. */
export function responseAt(campaign: MarketCampaign, day: Day, spend: number): number {
  return hill(campaign.model.curve, spend) * demand(campaign, day);
}

/** Spend to expect from a daily budget, both in units of the currency. */
export function expectedSpend(campaign: MarketCampaign, budget: number): number {
  return budget * campaign.model.delivery.fill;
}

/** Final revenue to expect of a whole day with this daily budget: the response to the spend it is expected to bring. */
export function expectedRevenue(campaign: MarketCampaign, day: Day, budget: number): number {
  return responseAt(campaign, day, expectedSpend(campaign, budget));
}

/** The daily budget that delivers on a day; 0 before the start and after the stop. */
export function budgetOn(campaign: MarketCampaign, day: Day): bigint {
  if (day < campaign.starts || (campaign.stops !== null && day >= campaign.stops)) return 0n;
  return campaign.budgets.findLast((step) => step.from <= day)?.micros ?? 0n;
}

/** Share of a day's delivery that is done when `share` of the day has gone by: slowest at 6 h, fastest at 18 h. */
export function delivered(share: number): number {
  return share - 0.05 * (1 - Math.cos(2 * Math.PI * share));
}

/** The stretches of a day's delivery (0–1) during which the campaign was switched on. */
export function activeStretches(campaign: MarketCampaign, day: Day): [number, number][] {
  let on = campaign.switches.findLast((s) => s.day < day)?.on ?? true;
  let from = 0;
  const stretches: [number, number][] = [];
  for (const change of campaign.switches.filter((s) => s.day === day)) {
    const at = delivered(change.share);
    if (on && at > from) stretches.push([from, at]);
    [on, from] = [change.on, at];
  }
  if (on && from < 1) stretches.push([from, 1]);
  return stretches;
}

/** Draws one whole day. Depends only on (campaign key, day, budget), so any day can be drawn alone and in any order. */
export function planDay(campaign: MarketCampaign, day: Day, budgetMicros: bigint): DayPlan {
  const { delivery, media, orders } = campaign.model;
  const random = randomFor(campaign.key, day);
  const factor = Math.min(1.25, Math.max(0.4, delivery.fill + delivery.spread * random.normal()));
  const spendMicros = roundToMinor(microsFromUnits(unitsFromMicros(budgetMicros) * factor));
  const spend = unitsFromMicros(spendMicros);
  const cpm = media.cpm * (0.94 + 0.12 * random.uniform()) * (1 + 0.02 * random.normal());
  const impressions = Math.max(0, Math.round((spend / Math.max(cpm, media.cpm / 2)) * 1000));
  const clicks = Math.min(impressions, random.poisson(impressions * media.ctr));
  const frequency = 1 + (media.frequency - 1) * (0.9 + 0.2 * random.uniform());

  // Gamma-mixed Poisson: mean m, variance m + m²/dispersion.
  const mean = responseAt(campaign, day, spend) / orders.value;
  const mixed = mean * (random.gamma(orders.dispersion) / orders.dispersion);
  const count = random.poisson(mixed);
  return { spendMicros, impressions, clicks, frequency, orders: drawOrders(campaign, day, count) };
}

function drawOrders(campaign: MarketCampaign, day: Day, count: number): Order[] {
  const { value, lateShare, lateDays } = campaign.model.orders;
  const random = randomFor(campaign.key, day, 'orders');
  return Array.from({ length: count }, () => {
    const at = random.uniform();
    const late = random.uniform() < lateShare;
    const delay = late
      ? Math.min(SETTLED_AFTER, 1 + Math.floor(-Math.log(1 - random.uniform()) * lateDays))
      : 0;
    const cents = Math.max(1, Math.round((random.gamma(4) / 4) * value * 100));
    return { at, delay, cents, place: random.uniform() };
  });
}
