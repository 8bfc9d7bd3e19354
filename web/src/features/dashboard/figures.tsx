import { useTranslation } from 'react-i18next';
import type { Totals } from '../../../../contracts/campaigns.ts';
import type { Metrics } from '../../../../contracts/metrics.ts';
import { StatCard } from '../../components/stat-card.tsx';
import { formatMoney, formatNumber, formatPercent, formatRatio } from '../../lib/format.ts';

const money = (micros: string | null) => (micros === null ? null : Number(micros) / 1e6);
const figures = {
  revenue: (totals: Totals) => money(totals.conversionValueMicros),
  spend: (totals: Totals) => money(totals.spendMicros),
  roas: (totals: Totals) => totals.roas,
  conversions: (totals: Totals) => totals.conversions,
};
type Figure = keyof typeof figures;

/** Four figures of the period beside the period before; what a platform claims is called so. */
export function Figures({ metrics }: { metrics: Metrics }) {
  const { t, i18n } = useTranslation('dashboard');
  const language = i18n.language;
  const show = (figure: Figure, value: number | null) => {
    if (value === null) return t('figures.unknown');
    if (figure === 'roas') return formatRatio(value, language);
    if (figure === 'conversions') return formatNumber(value, language);
    const micros = BigInt(Math.round(value * 1e6));
    return formatMoney({ micros, currency: metrics.totals.currency }, language, { cents: 'never' });
  };
  const delta = (figure: Figure, now: number | null, before: number | null) => {
    if (now === null || before === null || before === 0) return null;
    const change = now - before;
    const text =
      figure === 'roas'
        ? formatNumber(Math.abs(change), language, 2)
        : formatPercent(Math.abs(change / before), language);
    return { change, text, rise: figure === 'spend' ? ('neither' as const) : ('good' as const) };
  };
  const course = (days: Totals[], figure: Figure) => days.map((day) => figures[figure](day) ?? 0);
  return (
    <div className="grid g-4">
      {(Object.keys(figures) as Figure[]).map((figure) => {
        const now = figures[figure](metrics.totals);
        const before = figures[figure](metrics.totalsBefore);
        return (
          <StatCard
            key={figure}
            label={t(`figures.${figure}`)}
            about={t(`figures.about.${figure}`)}
            value={show(figure, now)}
            delta={delta(figure, now, before)}
            before={before === null ? undefined : t('figures.before', { value: show(figure, before) })}
            now={course(metrics.days, figure)}
            past={course(metrics.daysBefore, figure)}
          />
        );
      })}
    </div>
  );
}
