import { describe, expect, it } from '@jest/globals';
import { generateAccounts, trueRevenue } from '../../bench/sandbox-market.ts';
import { addDays } from '../../domain/calendar.ts';
import type { MixRate } from '../../domain/mix-rate.ts';
import { factsOf, strayNumbers } from '../number-guard.ts';
import type { Analysis, ProposalDraft } from '../types.ts';
import { analyze } from './analyze.ts';
import type { ProposalDetails } from './proposal.ts';
import { settingsSchema, type Gathered } from './schema.ts';
import { write } from './write.ts';

const accounts = generateAccounts('analyze.test', 48);
const [first] = accounts as [(typeof accounts)[number]];
const settings = settingsSchema.parse({ margin: 0.45 });
const units = (micros: string) => Number(micros) / 1e6;
const kinds = (analysis: Analysis) => analysis.findings.map((f) => f.kind);

/** The same account with every day's row changed. */
const changed = (gathered: Gathered, change: (row: Gathered['days'][number]) => object): Gathered => ({
  ...gathered,
  days: gathered.days.map((row) => ({ ...row, ...change(row) })),
});

describe('spend and ROI analysis (A3)', () => {
  const analysis = analyze('spend-analysis', first.gathered, settings);
  const data = analysis.data as {
    period: { from: string; to: string };
    total: {
      spendMicros: string;
      conversionValueMicros: string;
      roas: number;
      marginalRoas: { mean: number };
    };
    change: { roas: MixRate };
    campaigns: {
      id: string;
      spendMicros: string;
      mixRoas: number;
      rateRoas: number;
      marginalRoas: object | null;
    }[];
  };

  it('adds up: campaigns to the account, mix and rate to the change', () => {
    const sum = data.campaigns.reduce((s, c) => s + BigInt(c.spendMicros), 0n);
    expect(String(sum)).toBe(data.total.spendMicros);
    const { roas } = data.change;
    expect(roas.mix + roas.rate).toBe(roas.change);
    expect(roas.after! - roas.before!).toBeCloseTo(roas.change, 9);
    expect(data.campaigns.reduce((s, c) => s + c.mixRoas + c.rateRoas, 0)).toBeCloseTo(roas.change, 9);
    expect(data.total.roas).toBeCloseTo(
      Number(data.total.conversionValueMicros) / Number(data.total.spendMicros),
      12,
    );
    expect(data.total.marginalRoas.mean).toBeGreaterThan(0);
  });

  it('compares only settled days, and says which are not', () => {
    expect(data.period.to).toBe(addDays(first.gathered.asOf, -8));
    expect(analysis.caveats.map((c) => c.kind)).toContain('still-reporting');
    const final = analyze(
      'spend-analysis',
      changed(first.gathered, () => ({ final: true })),
      settings,
    );
    expect((final.data as typeof data).period.to).toBe(addDays(first.gathered.asOf, -1));
    expect(final.caveats.map((c) => c.kind)).not.toContain('still-reporting');
  });

  it('never uses today', () => {
    const today = { ...first.gathered.days[0]!, day: first.gathered.asOf, spendMicros: '99000000000' };
    const more = { ...first.gathered, days: [...first.gathered.days, today] };
    for (const capability of ['spend-analysis', 'roi-forecast', 'spend-optimization'] as const) {
      const own = analyze(capability, more, settings);
      const without = analyze(capability, first.gathered, settings);
      expect({ ...own, dataQuality: null }).toEqual({ ...without, dataQuality: null });
    }
  });

  it('calls a month over budget only against a budget that was set', () => {
    expect(kinds(analysis)).toContain('pacing-no-budget');
    const tight = analyze('spend-analysis', first.gathered, {
      ...settings,
      monthlyBudgetMicros: '10000000000',
    });
    expect(kinds(tight)).toContain('pacing-over');
    const wide = analyze('spend-analysis', first.gathered, {
      ...settings,
      monthlyBudgetMicros: '999000000000',
    });
    expect(kinds(wide)).toContain('pacing-under');
  });

  it('says so when the platform sends no revenue, and when there are too few days', () => {
    const silent = changed(first.gathered, () => ({ conversionsMicros: null, conversionValueMicros: null }));
    expect(analyze('spend-analysis', silent, settings).headline.kind).toBe('no-return-reported');
    const young = {
      ...first.gathered,
      days: first.gathered.days.filter((d) => d.day >= addDays(first.gathered.asOf, -15)),
    };
    const refused = analyze('spend-analysis', young, settings);
    expect(refused.headline.kind).toBe('too-few-days');
    expect(write(refused, 'fr').summary).toContain('14');
  });
});

describe('spend optimisation (A3, issue 3 §5)', () => {
  const all = accounts.map((a) => ({ ...a, analysis: analyze('spend-optimization', a.gathered, settings) }));
  const proposals = all.flatMap((a) => a.analysis.proposals.map((proposal) => ({ proposal, account: a })));

  it('keeps the total, the step limit and the bounds', () => {
    expect(proposals.length).toBeGreaterThan(5);
    for (const { analysis } of all) {
      const change = analysis.proposals.reduce(
        (s, p) => s + units(p.to.dailyBudget.micros) - units(p.from.dailyBudget.micros),
        0,
      );
      expect(change).toBeLessThanOrEqual(0.01);
      const total = units((analysis.data.total as { micros: string }).micros);
      if (analysis.proposals.length > 0) expect(change).toBeGreaterThan(-0.03 * total - 2);
    }
    for (const { proposal } of proposals) {
      const step = units(proposal.to.dailyBudget.micros) / units(proposal.from.dailyBudget.micros) - 1;
      expect(Math.abs(step)).toBeLessThanOrEqual(settings.stepLimit + 1e-9);
      expect(Math.abs(step)).toBeGreaterThan(0.01);
    }
  });

  it('asks for no raise that brings next to nothing beside the plan', () => {
    for (const { proposal } of proposals) {
      const { plan } = proposal.details as ProposalDetails;
      if (units(proposal.effect.spend.mean) <= 0) continue;
      expect(units(proposal.effect.afterCosts.mean)).toBeGreaterThan(0.015 * units(plan.afterCostsWeek.mean));
    }
  });

  it('is advice that pays in the market’s truth', () => {
    let gain = 0;
    let inside = 0;
    for (const { proposal, account } of proposals) {
      const market = account.markets.get(proposal.campaignId)!;
      const [from, to] = [units(proposal.from.dailyBudget.micros), units(proposal.to.dailyBudget.micros)];
      const revenue = 7 * (trueRevenue(market, to) - trueRevenue(market, from));
      gain += settings.margin! * revenue - units(proposal.effect.spend.mean);
      if (revenue >= units(proposal.effect.revenue.p10) && revenue <= units(proposal.effect.revenue.p90))
        inside++;
    }
    expect(gain).toBeGreaterThan(0);
    expect(inside / proposals.length).toBeGreaterThanOrEqual(0.65);
  });

  it('carries what the proposal page shows', () => {
    const { proposal } = proposals.find(({ proposal }) => units(proposal.effect.spend.mean) > 0)!;
    const { curve, alternatives, plan } = proposal.details as ProposalDetails;
    const { effect } = proposal;
    expect(units(effect.breakEvenRevenue)).toBeCloseTo(units(effect.spend.mean) / settings.margin!, 1);
    expect(units(effect.afterCosts.mean)).toBeCloseTo(
      settings.margin! * units(effect.revenue.mean) - units(effect.spend.mean),
      1,
    );
    expect(effect.chance).toBeGreaterThan(0);
    expect(curve.points.every((p) => p.p10 <= p.mean && p.mean <= p.p90)).toBe(true);
    expect(curve.points.at(-1)!.budget).toBeGreaterThan(curve.proposed.budget);
    expect(curve.dots.length).toBeGreaterThanOrEqual(60);
    expect(curve.now.budget).toBe(units(proposal.from.dailyBudget.micros));
    expect(alternatives[0]).toMatchObject({
      kind: 'as-now',
      revenueWeek: '0',
      spendWeek: '0',
      afterCostsWeek: '0',
    });
    expect(alternatives.some((a) => a.kind === 'proposed')).toBe(true);
    expect(plan.chance).toBeGreaterThanOrEqual(0.65);
    expect(proposal.evidence.length).toBeGreaterThanOrEqual(3);
    expect(proposal.targetVersion).toBe(1);
  });

  it('says budgets to the cent, as they are set', () => {
    const { gathered } = all.find(({ analysis }) => analysis.proposals.length > 0)!;
    const cents = (micros: string | null) => micros && `${micros.slice(0, -6)}370000`;
    const campaigns = gathered.campaigns.map((c) => ({
      ...c,
      dailyBudgetMicros: cents(c.dailyBudgetMicros),
    }));
    const analysis = analyze('spend-optimization', { ...gathered, campaigns }, settings);
    const [en, fr] = [write(analysis, 'en'), write(analysis, 'fr')];
    const large = analysis.proposals.filter((p) => units(p.from.dailyBudget.micros) > 100);
    expect(large.length).toBeGreaterThan(0);
    for (const { campaignId, from } of large) {
      const whole = Math.floor(units(from.dailyBudget.micros));
      const own = ({ id }: { id: string }) => id === `move-${campaignId}`;
      const said = (words: typeof en) => [
        words.proposals.find((p) => p.campaignId === campaignId)!.sentence,
        words.findings.find(own)!.sentence,
      ];
      for (const sentence of said(en))
        expect(sentence).toContain(`from €${whole.toLocaleString('en-GB')}.37 to €`);
      for (const sentence of said(fr)) expect(sentence.replace(/\s/g, '')).toContain(`de${whole},37€à`);
    }
  });

  it('shows its own record once five outcomes are known', () => {
    const known = { ...first.gathered, calibration: { checked: 17, inside: 14 } };
    const record = (p: ProposalDraft) => p.evidence.find((e) => e.kind === 'calibration');
    const [own] = analyze('spend-optimization', known, settings).proposals;
    expect(record(own!)?.facts.inside).toEqual({ kind: 'count', value: 14 });
    expect(all[0]!.analysis.proposals.some(record)).toBe(false);
  });

  it('refuses with the reason, campaign by campaign, and proposes nothing for them', () => {
    const steady = changed(first.gathered, () => ({ spendMicros: '100000000' }));
    const refused = analyze('spend-optimization', steady, settings);
    expect(refused.headline.kind).toBe('no-curve');
    expect(refused.proposals).toEqual([]);
    expect(kinds(refused)).toContain('aside-too-little-variation');
    expect(kinds(all[0]!.analysis).filter((k) => k.startsWith('aside-')).length).toBeGreaterThan(0);
    const aside = all.flatMap((a) => a.analysis.data.setAside as { campaignId: string }[]);
    for (const { proposal } of proposals)
      expect(aside.map((a) => a.campaignId)).not.toContain(proposal.campaignId);
  });

  it('leaves alone what is locked, paused, without a daily budget, or does not spend it', () => {
    const [own] = all[0]!.analysis.proposals;
    const id = own!.campaignId;
    const reasonWith = (change: object, other = settings) => {
      const campaigns = first.gathered.campaigns.map((c) => (c.id === id ? { ...c, ...change } : c));
      const analysis = analyze('spend-optimization', { ...first.gathered, campaigns }, other);
      expect(analysis.proposals.map((p) => p.campaignId)).not.toContain(id);
      return (analysis.data.setAside as { campaignId: string; reason: string }[]).find(
        (a) => a.campaignId === id,
      )?.reason;
    };
    expect(reasonWith({}, { ...settings, lockedCampaigns: [id] })).toBe('locked');
    expect(reasonWith({ status: 'paused' })).toBe('not-active');
    expect(reasonWith({ dailyBudgetMicros: null })).toBe('no-daily-budget');
    expect(reasonWith({ dailyBudgetMicros: '9000000000' })).toBe('budget-not-spent');
  });

  it.each([
    ['changedOn', 'changed-recently', 'effect is measured for 7 days'],
    ['rejectedOn', 'rejected-recently', 'not proposed again for 7 days'],
  ])('leaves a campaign alone for 7 whole days: %s', (field, reason, words) => {
    const id = all[0]!.analysis.proposals[0]!.campaignId;
    const daysAgo = (days: number) => {
      const on = addDays(first.gathered.asOf, -days);
      const campaigns = first.gathered.campaigns.map((c) => (c.id === id ? { ...c, [field]: on } : c));
      return analyze('spend-optimization', { ...first.gathered, campaigns }, settings);
    };
    for (const days of [0, 7]) {
      const analysis = daysAgo(days);
      expect(analysis.proposals.map((p) => p.campaignId)).not.toContain(id);
      expect(analysis.data.setAside).toContainEqual(expect.objectContaining({ campaignId: id, reason }));
      const { sentence } = write(analysis, 'en').findings.find((f) => f.id === `aside-${id}`)!;
      expect(sentence).toContain(words);
      for (const locale of ['en', 'fr'] as const)
        for (const finding of write(analysis, locale).findings)
          expect(strayNumbers(finding.sentence, factsOf(analysis), locale)).toEqual([]);
    }
    expect(daysAgo(8).proposals.map((p) => p.campaignId)).toContain(id);
  });

  it('says that it waits, not that budgets stand well, when every campaign was changed', () => {
    const campaigns = first.gathered.campaigns.map((c) => ({ ...c, changedOn: first.gathered.asOf }));
    const analysis = analyze('spend-optimization', { ...first.gathered, campaigns }, settings);
    expect(analysis.headline.kind).toBe('waiting');
    expect(analysis.proposals).toEqual([]);
    for (const locale of ['en', 'fr'] as const)
      expect(strayNumbers(write(analysis, locale).summary, factsOf(analysis), locale)).toEqual([]);
  });
});

describe('forecast (A3, issue 3 §5)', () => {
  const analysis = analyze('roi-forecast', first.gathered, settings);
  const totals = analysis.data.totals as {
    days: number;
    spend: { mean: string; p10: string; p90: string };
    roas: number;
  }[];

  it('gives spend, conversions and revenue for 7, 28 and 90 days, with the back-test beside it', () => {
    expect(totals.map((t) => t.days)).toEqual([7, 28, 90]);
    for (const { spend } of totals) {
      expect(units(spend.p10)).toBeLessThanOrEqual(units(spend.mean));
      expect(units(spend.p90)).toBeGreaterThanOrEqual(units(spend.mean));
    }
    const { value } = analysis.data.backTest as {
      value: { smape: number; seasonalNaiveSmape: number; origins: number };
    };
    expect(value.origins).toBeGreaterThan(5);
    expect(value.smape).toBeLessThan(value.seasonalNaiveSmape);
    expect(kinds(analysis)).toContain('back-test-better');
  });

  it('forecasts orders from the last settled day, and counts totals from today', () => {
    const series = analysis.data.series as Record<
      string,
      { measured: { date: string }[]; expected: { date: string }[] }
    >;
    expect(series.spend!.measured.at(-1)!.date).toBe(addDays(first.gathered.asOf, -1));
    expect(series.value!.measured.at(-1)!.date).toBe(addDays(first.gathered.asOf, -8));
    expect(series.value!.expected[0]!.date).toBe(addDays(first.gathered.asOf, -7));
    expect(series.value!.expected.at(-1)!.date).toBe(addDays(first.gathered.asOf, 89));
  });

  it('refuses a short history', () => {
    const short = {
      ...first.gathered,
      days: first.gathered.days.filter((d) => d.day >= addDays(first.gathered.asOf, -30)),
    };
    expect(analyze('roi-forecast', short, settings).headline.kind).toBe('too-few-days');
  });
});
