import { CircleCheck, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  AttentionIcon,
  attentionPage,
  useAttentionWords,
  type AttentionItem,
} from '../../components/attention.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';

/** What each kind of trouble is the absence of; shown as passed checks while nothing is wrong. */
const checks = ['access', 'tasks', 'streams'] as const;

interface AttentionProps {
  items: AttentionItem[];
  onTime: number;
  /** Without a connection there is no access and no data to speak well of. */
  connected: boolean;
}

/** What is wrong or will be, with its remedy. */
export function Attention({ items, onTime, connected }: AttentionProps) {
  const { t } = useTranslation('dashboard');
  const words = useAttentionWords();
  return (
    <Card title={t('attention.title')} count={items.length} className="col">
      <div style={{ paddingTop: 6 }}>
        {items.length === 0 &&
          checks
            .filter((check) => connected || check === 'tasks')
            .map((check) => (
              <div key={check} className="li">
                <span className="pos">
                  <CircleCheck size={16} aria-hidden />
                </span>
                <div className="grow">
                  <div className="sm m">{t(`attention.fine.${check}`)}</div>
                  <div className="xs i2">{t(`attention.fineHint.${check}`)}</div>
                </div>
              </div>
            ))}
        {!connected && (
          <div className="li" style={{ alignItems: 'flex-start' }}>
            <Unplug size={16} aria-hidden />
            <div className="grow">
              <div className="sm m">{t('attention.unconnected')}</div>
              <div className="xs i2">{t('attention.unconnectedHint')}</div>
            </div>
            <Link className={buttonClass('secondary', 'sm')} to="/connect">
              {t('first.action')}
            </Link>
          </div>
        )}
        {items.map((item) => {
          const { what, remedy, act } = words(item);
          return (
            <div key={item.kind + item.id} className="li" style={{ alignItems: 'flex-start' }}>
              <span style={{ marginTop: 2 }}>
                <AttentionIcon item={item} />
              </span>
              <div className="grow">
                <div className="sm m">{what}</div>
                <div className="xs i2">{remedy}</div>
              </div>
              <Link
                className={buttonClass('secondary', 'sm')}
                to={attentionPage(item)}
                aria-label={`${act}: ${what}`}
              >
                {act}
              </Link>
            </div>
          );
        })}
      </div>
      {onTime > 0 && (
        <div className="hr row g6 xs i2" style={{ padding: '11px 20px', marginTop: 'auto' }}>
          <span className="pos">
            <CircleCheck size={14} aria-hidden />
          </span>
          {t('attention.onTime', { count: onTime })}
        </div>
      )}
    </Card>
  );
}
