import { Table2, ChartSpline } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LegendEntry } from '../../components/legend.tsx';
import { formatMoney } from '../../lib/format.ts';
import { drawCurve, type Curve } from './curve.ts';

const wide = { width: 600, height: 300, left: 52, right: 12, top: 18, bottom: 40 };
const narrow = { width: 326, height: 250, left: 46, right: 10, top: 18, bottom: 40 };

/** What revenue a day to expect at each budget; as a chart or, with the same data, as a table. */
export default function ResponseCurve({ curve, currency }: { curve: Curve; currency: string }) {
  const { t } = useTranslation('approvals');
  const [table, setTable] = useState(false);
  const Icon = table ? ChartSpline : Table2;
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('curve.title')}</h2>
        <span className="xs i3">{t('curve.unit')}</span>
        <button
          className="iconbtn more"
          aria-label={t(table ? 'curve.chart' : 'curve.table')}
          aria-pressed={table}
          onClick={() => setTable(!table)}
        >
          <Icon size={16} />
        </button>
      </div>
      <div className="cbody">
        {table ? (
          <CurveTable curve={curve} currency={currency} />
        ) : (
          <>
            <div className="desk">
              <Plot curve={curve} currency={currency} box={wide} />
            </div>
            <div className="mob">
              <Plot curve={curve} currency={currency} box={narrow} />
            </div>
            <div className="legend" style={{ marginTop: 10 }}>
              <LegendEntry mark="line" color="var(--chart-1)">
                {t('curve.inside')}
              </LegendEntry>
              <LegendEntry mark="line" color="var(--chart-1)" dash="4 3">
                {t('curve.outside')}
              </LegendEntry>
              <LegendEntry mark="area" color="var(--chart-band)">
                {t('curve.band')}
              </LegendEntry>
              <LegendEntry mark="dot" color="var(--ink-3)">
                {t('curve.dot')}
              </LegendEntry>
            </div>
          </>
        )}
      </div>
    </section>
  );
}

function Plot({ curve, currency, box }: { curve: Curve; currency: string; box: typeof wide }) {
  const { t, i18n } = useTranslation('approvals');
  const money = useMoney(currency, i18n.language);
  const { x, y, ticksX, ticksY, inside, outside, band } = drawCurve(curve, box);
  const floor = box.height - box.bottom;
  const { now, proposed, tried, breakEven } = curve;
  const label = { budget: money(now.budget, 'exact'), value: money(now.value) };
  const next = { budget: money(proposed.budget, 'exact'), value: money(proposed.value) };
  const raise = proposed.budget >= now.budget;
  const nowLabel = t('curve.now', label);
  const nextLabel = t('curve.proposed', next);
  /** Beside its point, kept inside the plot. */
  const beside = (budget: number, left: boolean, text: string) => {
    const width = text.length * 6.6;
    const wanted = x(budget) + (left ? -10 - width : 10);
    return Math.min(Math.max(wanted, box.left + 2), box.width - width - 2);
  };
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${box.width} ${box.height}`}
      width="100%"
      role="img"
      aria-label={`${t('curve.title')}: ${nowLabel}, ${nextLabel}`}
    >
      <rect
        x={x(tried.from)}
        y={box.top}
        width={x(tried.to) - x(tried.from)}
        height={floor - box.top}
        fill="var(--sunken)"
      />
      <text x={x(tried.from) + 6} y={box.top + 14} className="t2">
        {t('curve.tried', { days: curve.days })}
      </text>
      {ticksY.map((v, i) => (
        <g key={v}>
          <line
            x1={box.left}
            x2={box.width - box.right}
            y1={y(v)}
            y2={y(v)}
            stroke={i ? 'var(--chart-grid)' : 'var(--line-strong)'}
          />
          <text x={box.left - 8} y={y(v) + 4} textAnchor="end">
            {money(v)}
          </text>
        </g>
      ))}
      {ticksX.map((v) => (
        <text key={v} x={x(v)} y={floor + 17} textAnchor="middle">
          {money(v)}
        </text>
      ))}
      <text x={(box.left + box.width - box.right) / 2} y={floor + 36} textAnchor="middle" className="t2">
        {t('curve.budget')}
      </text>
      <path d={band} fill="var(--chart-band)" />
      {curve.dots.map((d) => (
        <circle key={d.date} cx={x(d.budget)} cy={y(d.value)} r="2.2" fill="var(--ink-3)" opacity=".7" />
      ))}
      <path d={outside} fill="none" stroke="var(--chart-1)" strokeWidth="2" strokeDasharray="4 3" />
      <path d={inside} fill="none" stroke="var(--chart-1)" strokeWidth="2.25" />
      {breakEven !== null && x(breakEven) <= box.width - box.right && x(breakEven) >= box.left && (
        <g>
          <line
            x1={x(breakEven)}
            x2={x(breakEven)}
            y1={box.top + 34}
            y2={floor}
            stroke="var(--ink-2)"
            strokeDasharray="2 3"
          />
          <text x={x(breakEven) - 6} y={floor - 12} textAnchor="end" className="t2">
            {t('curve.breakEven', { budget: money(breakEven) })}
          </text>
        </g>
      )}
      <line x1={x(now.budget)} x2={x(now.budget)} y1={y(now.value)} y2={floor} stroke="var(--ink-3)" />
      <line
        x1={x(proposed.budget)}
        x2={x(proposed.budget)}
        y1={y(proposed.value)}
        y2={floor}
        stroke="var(--accent)"
      />
      <circle
        cx={x(now.budget)}
        cy={y(now.value)}
        r="6"
        fill="var(--surface)"
        stroke="var(--ink)"
        strokeWidth="2"
      />
      <circle
        cx={x(proposed.budget)}
        cy={y(proposed.value)}
        r="6.5"
        fill="var(--accent)"
        stroke="var(--surface)"
        strokeWidth="2"
      />
      <text
        x={beside(now.budget, raise, nowLabel)}
        y={y(now.value) + (raise ? -9 : 18)}
        textAnchor="start"
        className="t1 halo"
      >
        {nowLabel}
      </text>
      <text
        x={beside(proposed.budget, !raise, nextLabel)}
        y={y(proposed.value) + (raise ? 24 : -16)}
        textAnchor="start"
        className="t1 halo"
        style={{ fill: 'var(--accent)' }}
      >
        {nextLabel}
      </text>
    </svg>
  );
}

function CurveTable({ curve, currency }: { curve: Curve; currency: string }) {
  const { t, i18n } = useTranslation('approvals');
  const money = useMoney(currency, i18n.language);
  return (
    <div className="tblwrap" tabIndex={0}>
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('curve.budget')}</th>
            <th className="r">{t('curve.expected')}</th>
            <th className="r">{t('curve.interval')}</th>
          </tr>
        </thead>
        <tbody>
          {curve.points
            .filter((_, i) => i % 4 === 0)
            .map((p) => (
              <tr key={p.budget}>
                <td className="num">{money(p.budget)}</td>
                <td className="r">{money(p.mean)}</td>
                <td className="r">
                  {money(p.p10)} – {money(p.p90)}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

const useMoney =
  (currency: string, locale: string) =>
  (units: number, cents: 'exact' | 'never' = 'never') =>
    formatMoney({ micros: String(Math.round(units * 1e6)), currency }, locale, { cents });
