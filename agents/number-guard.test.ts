import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fact } from './facts.ts';
import { strayNumbers } from './number-guard.ts';
import { say } from './words.ts';
import type { Locale } from '../contracts/common.ts';
import type { Fact } from './types.ts';

const facts: Fact[] = [
  fact.money(1229.4, 'EUR'),
  fact.money(-23.07, 'EUR'),
  fact.percent(0.124),
  fact.percent(0.8),
  fact.ratio(4.8137),
  fact.count(7),
  fact.date('2026-11-16'),
  fact.range('2026-10-26', '2026-11-22'),
  fact.name('Summer 2026, 20% off'),
];
const stray = (text: string, locale: Locale = 'en') => strayNumbers(text, facts, locale).map((s) => s.text);

describe('a text with a number that the analysis lacks is refused (issue 3 §5)', () => {
  it('accepts figures as both languages show them', () => {
    expect(
      stray('It brings +€1,229 a week (4.81×), 80% likely, after 16 Nov, over the last 7 days.'),
    ).toEqual([]);
    expect(stray('It may lose €23 or €23.07, that is −€23; 12% or 12.4%.')).toEqual([]);
    expect(
      stray('Seven days, 26 Oct–22 Nov 2026; from 16–22 Nov; November 16, 2026; 2026-11-16; €1.2k.'),
    ).toEqual([]);
    expect(
      stray(
        'Cela rapporte +1 229 € par semaine (4,81×), 12,4 % après le 16 nov. 2026, sur sept jours.',
        'fr',
      ),
    ).toEqual([]);
    expect(stray('−23,07 €, du 26 oct. au 22 novembre', 'fr')).toEqual([]);
  });

  it('refuses figures that are wrong by value, unit, sign, rounding or date', () => {
    for (const text of [
      '€1,230',
      '€1,300',
      '13%',
      '12.5%',
      '4.82×',
      '8 days',
      '+€23',
      '−€1,229',
      '€7',
      '7%',
      '$1,229',
      '7×',
      '1,229',
    ])
      expect(stray(`It is ${text}.`)).toHaveLength(1);
    expect(stray('on 17 Nov')).toHaveLength(1);
    expect(stray('on 16 Nov 2025')).toHaveLength(1);
    expect(stray('at 17:40')).toHaveLength(2);
    expect(stray('1 230 € ou 12,5 %', 'fr')).toHaveLength(2);
  });

  it('refuses numbers hidden in words and in other digits', () => {
    expect(stray('three campaigns')).toEqual(['three']);
    expect(stray('revenue doubled, half of it new')).toEqual(['doubled', 'half']);
    expect(stray('trois campagnes, la moitié', 'fr')).toEqual(['trois', 'moitié']);
    expect(stray('９ days and ½ more, ٣ in all').length).toBeGreaterThanOrEqual(3);
    expect(stray('13 percent')).toHaveLength(1);
    expect(stray('12 percent')).toEqual([]);
  });

  it('lets a campaign be called what its owner called it, and nothing more', () => {
    expect(stray('Summer 2026, 20% off spends most.')).toEqual([]);
    expect(stray('20% off')).toHaveLength(1);
    expect(strayNumbers('It is 5% or 55.', [fact.name('5'), fact.name('55')], 'en')).toHaveLength(2);
    expect(strayNumbers('A+B (v2)! spends most.', [fact.name('A+B (v2)!')], 'en')).toEqual([]);
  });

  it('accepts every fact as the templates say it, in both languages', () => {
    const any = fc.oneof(
      fc.integer({ min: -10_000_000, max: 10_000_000 }).map((c) => fact.money(c / 100, 'EUR')),
      fc.constantFrom('USD', 'PLN', 'JPY', 'SEK', 'GBP', 'CHF').map((code) => fact.money(1234, code)),
      fc.integer({ min: -2000, max: 2000 }).map((n) => fact.percent(n / 1000)),
      fc.integer({ min: -3000, max: 3000 }).map((n) => fact.ratio(n / 100)),
      fc.integer({ min: 0, max: 5_000_000 }).map((n) => fact.count(n)),
      fc
        .integer({ min: 0, max: 3000 })
        .map((n) => fact.date(new Date(1.75e12 + n * 864e5).toISOString().slice(0, 10))),
    );
    fc.assert(
      fc.property(any, fc.constantFrom<Locale>('en', 'fr'), fc.boolean(), (one, locale, signed) => {
        expect(strayNumbers(`x ${say(one, locale, { signed })} y.`, [one], locale)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a rounded budget, which is not what is set', () => {
    const facts = [fact.budget(1234.56, 'EUR')];
    expect(strayNumbers('Raise to €1,235.', facts, 'en')).toEqual([{ text: '€1,235' }]);
    expect(strayNumbers(`Raise to ${say(facts[0]!, 'en')}.`, facts, 'en')).toEqual([]);
    expect(strayNumbers('Spend was €1,235.', [fact.money(1234.56, 'EUR')], 'en')).toEqual([]);
  });

  it('refuses a figure that is off by one in its last place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 9_000_000 }), (units) => {
        expect(
          strayNumbers(say(fact.money(units + 1, 'EUR'), 'en'), [fact.money(units, 'EUR')], 'en'),
        ).toHaveLength(1);
      }),
    );
  });
});
