import { addDays } from '../../domain/calendar.ts';
import type { MixRate } from '../../domain/mix-rate.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { sumTotals, type Totals } from '../../domain/ratios.ts';
import { fact } from '../facts.ts';
import type { Facts, Finding } from '../types.ts';
import type { AccountDays } from './account-days.ts';
import type { CampaignView } from './campaign-view.ts';

/** Campaigns below this share of spend are not worth a finding. */
const WORTH_SAYING = 0.03;

/** Why the account's ROAS moved: mix, rate, and the campaign behind most of it. */
export function changeFinding(roas: MixRate, views: readonly CampaignView[]): Finding[] {
  if (roas.before === null || roas.after === null || roas.before === 0) return [];
  if (Math.abs(roas.change) < 0.03 * roas.before) return [];
  const sameWay = roas.parts
    .map((p) => ({ id: p.id, effect: p.mix + p.rate }))
    .sort((a, b) => Math.sign(roas.change) * (b.effect - a.effect));
  const main = sameWay[0]!;
  return [
    {
      id: 'change',
      kind: Math.abs(roas.mix) > Math.abs(roas.rate) ? 'change-by-mix' : 'change-by-rate',
      tone: roas.change > 0 ? 'good' : 'warning',
      campaignId: main.id,
      facts: {
        change: fact.ratio(roas.change),
        mix: fact.ratio(roas.mix),
        rate: fact.ratio(roas.rate),
        before: fact.ratio(roas.before),
        after: fact.ratio(roas.after),
        campaign: fact.name(views.find((v) => v.id === main.id)!.name),
        effect: fact.ratio(main.effect),
      },
    },
  ];
}

export function campaignFindings(
  account: AccountDays,
  views: readonly CampaignView[],
  total: Totals,
): Finding[] {
  const findings: Finding[] = [];
  const large = views.filter((v) => Number(v.now.spendMicros) >= WORTH_SAYING * Number(total.spendMicros));
  const needed = 1 / account.margin;
  const told = large.filter((v) => v.marginal !== null).sort((a, b) => b.marginal!.mean - a.marginal!.mean);
  const marginalFacts = (v: CampaignView): Facts => ({
    campaign: fact.name(v.name),
    marginal: fact.ratio(v.marginal!.mean),
    low: fact.ratio(v.marginal!.p10),
    high: fact.ratio(v.marginal!.p90),
    needed: fact.ratio(needed),
  });
  const best = told[0];
  if (best && best.marginal!.p10 > needed)
    findings.push({
      id: `room-${best.id}`,
      kind: 'room-to-grow',
      tone: 'good',
      campaignId: best.id,
      facts: marginalFacts(best),
    });
  const last = told.at(-1);
  if (last && last !== best && last.marginal!.p90 < needed)
    findings.push({
      id: `full-${last.id}`,
      kind: 'last-euro-loses',
      tone: 'warning',
      campaignId: last.id,
      facts: marginalFacts(last),
    });
  for (const v of large) {
    const roas = v.ratios.roas;
    const facts: Facts = {
      campaign: fact.name(v.name),
      spend: fact.money(unitsFromMicros(v.now.spendMicros), account.currency),
      needed: fact.ratio(needed),
    };
    if (roas !== null && roas < needed)
      findings.push({
        id: `below-${v.id}`,
        kind: 'below-break-even',
        tone: 'warning',
        campaignId: v.id,
        facts: { ...facts, roas: fact.ratio(roas) },
      });
    else if (roas === null && total.conversionValueMicros !== null)
      findings.push({
        id: `silent-${v.id}`,
        kind: 'no-value-reported',
        tone: 'warning',
        campaignId: v.id,
        facts,
      });
  }
  return findings;
}

/** Campaigns that leave a fifth or more of their daily budget unspent. */
export function deliveryFindings(account: AccountDays): Finding[] {
  const from = addDays(account.yesterday, -6);
  return account.campaigns.flatMap(({ campaign, days }): Finding[] => {
    const recent = days.filter((d) => d.day >= from);
    if (campaign.status !== 'active' || campaign.dailyBudgetMicros === null || recent.length < 7) return [];
    const spent = unitsFromMicros(sumTotals(recent).spendMicros) / 7;
    const budget = unitsFromMicros(BigInt(campaign.dailyBudgetMicros));
    if (spent >= 0.8 * budget) return [];
    const facts = {
      campaign: fact.name(campaign.name),
      spent: fact.money(spent, account.currency),
      budget: fact.budget(budget, account.currency),
      share: fact.percent(spent / budget),
      period: fact.range(from, account.yesterday),
    };
    return [
      {
        id: `unspent-${campaign.id}`,
        kind: 'budget-not-spent',
        tone: 'neutral',
        campaignId: campaign.id,
        facts,
      },
    ];
  });
}
