import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { platformSchema } from '../../../../contracts/platforms.ts';
import type { Metrics } from '../../../../contracts/metrics.ts';
import type { Overview } from '../../../../contracts/overview.ts';
import { Card } from '../../components/card.tsx';
import { PlatformTile } from '../../components/figures.tsx';
import { formatMoney, formatRange, noBreak } from '../../lib/format.ts';

/** Each campaign's part in the change of claimed revenue; bars share one scale and one zero. */
export function Changes({ changes, metrics }: { changes: Overview['changes']; metrics: Metrics }) {
  const { t, i18n } = useTranslation('dashboard');
  const { totals, totalsBefore, before } = metrics;
  const gain = (micros: string | bigint, currency: string) =>
    formatMoney({ micros, currency }, i18n.language, { signed: true, cents: 'never' });
  const total =
    totals.conversionValueMicros === null || totalsBefore.conversionValueMicros === null
      ? null
      : BigInt(totals.conversionValueMicros) - BigInt(totalsBefore.conversionValueMicros);
  const values = changes.map((change) => Number(change.changeMicros));
  const low = Math.max(0, -Math.min(0, ...values));
  const span = low + Math.max(0, ...values) || 1;
  const zero = (100 * low) / span;
  return (
    <Card
      title={t('changes.title')}
      hint={
        total !== null &&
        t('changes.hint', {
          money: gain(total, totals.currency),
          before: formatRange(before.from, before.to, i18n.language),
        })
      }
      aside={<span className="xs i3 desk">{t('changes.how')}</span>}
    >
      <div style={{ padding: '8px 0 6px' }}>
        {changes.length === 0 && (
          <p className="sm i2" style={{ padding: '8px 20px' }}>
            {t('changes.empty')}
          </p>
        )}
        {changes.length > 0 && (
          <div className="contrib th" aria-hidden>
            <span>{t('changes.source')}</span>
            <span style={{ textAlign: 'right' }}>{t('changes.change')}</span>
            <span />
            <span>{t('changes.why')}</span>
          </div>
        )}
        {changes.map((change, index) => {
          const value = values[index] ?? 0;
          const platform = platformSchema.safeParse(change.platform);
          const width = `${(100 * Math.abs(value)) / span}%`;
          return (
            <div key={change.campaignId} className="contrib">
              <div className="row g8" style={{ minWidth: 0 }}>
                {platform.success && <PlatformTile platform={platform.data} />}
                <Link className="sm m trunc" to={`/campaigns?campaign=${change.campaignId}`}>
                  {change.name}
                </Link>
              </div>
              <div className="sm num b" style={{ textAlign: 'right' }}>
                {gain(change.changeMicros, change.currency)}
              </div>
              <div className="cbar" style={{ '--zero': `${zero}%` } as CSSProperties} aria-hidden>
                <i
                  className={value < 0 ? 'n' : undefined}
                  style={value < 0 ? { right: `${100 - zero}%`, width } : { left: `${zero}%`, width }}
                />
              </div>
              <div className="why sm i2">
                {change.rateEffectMicros === '0'
                  ? t(value > 0 ? 'changes.started' : 'changes.stopped')
                  : noBreak(
                      t('changes.words', {
                        spend: gain(change.spendEffectMicros, change.currency),
                        rate: gain(change.rateEffectMicros, change.currency),
                      }),
                    )}
              </div>
            </div>
          );
        })}
      </div>
    </Card>
  );
}
