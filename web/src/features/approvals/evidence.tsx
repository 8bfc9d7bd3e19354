import { Crosshair, FlaskConical, History, Ruler, Sigma, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Words } from '../../../../agents/types.ts';
import { noBreak } from '../../lib/format.ts';

const icons: Record<string, LucideIcon> = {
  marginal: Sigma,
  'last-change': History,
  tried: Ruler,
  'held-out': FlaskConical,
  calibration: Crosshair,
};

/** Claim, fact, source and figure of each reason. */
export function Evidence({ evidence }: { evidence: Words['proposals'][number]['evidence'] }) {
  const { t } = useTranslation('approvals');
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('evidence')}</h2>
        <span className="count">{evidence.length}</span>
      </div>
      <ul style={{ padding: '4px 0 8px' }}>
        {evidence.map((one) => {
          const Icon = icons[one.id] ?? Ruler;
          return (
            <li key={one.id} className="li" style={{ alignItems: 'flex-start' }}>
              <span className="i3" style={{ marginTop: 3 }}>
                <Icon size={15} aria-hidden />
              </span>
              <div className="grow">
                <div className="sm m">{one.title}</div>
                <p className="sm i2">{noBreak(one.sentence)}</p>
                <span className="xs i3">{one.source}</span>
              </div>
              <span className="sm b num">{one.figure}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
