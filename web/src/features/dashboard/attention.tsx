import { CircleCheck, ClockAlert, KeyRound, OctagonAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../../../contracts/overview.ts';
import { buttonClass } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { formatAge } from '../../lib/format.ts';

type Item = Overview['attention'][number];
const icons = {
  'connection-expiring': KeyRound,
  'connection-reconnect': KeyRound,
  'task-dead-letter': OctagonAlert,
  'stream-late': ClockAlert,
};
const severe = ['connection-reconnect', 'task-dead-letter'];
const target = (item: Item) =>
  item.kind === 'task-dead-letter' ? `/tasks/${item.id}` : `/connections?connection=${item.id}`;

/** What is wrong or will be, with its remedy. */
export function Attention({ items, onTime }: { items: Item[]; onTime: number }) {
  const { t, i18n } = useTranslation('dashboard');
  return (
    <Card title={t('attention.title')} count={items.length} className="col">
      <div style={{ paddingTop: 6 }}>
        {items.length === 0 && (
          <p className="sm i2" style={{ padding: '8px 20px' }}>
            {t('attention.empty')}
          </p>
        )}
        {items.map((item) => {
          const Icon = icons[item.kind];
          const age = item.at ? formatAge(item.at, i18n.language) : '';
          return (
            <div key={item.kind + item.id} className="li" style={{ alignItems: 'flex-start' }}>
              <span className={severe.includes(item.kind) ? 'neg' : 'warn'} style={{ marginTop: 2 }}>
                <Icon size={16} aria-hidden />
              </span>
              <div className="grow">
                <div className="sm m">{t(`attention.${item.kind}`, { title: item.title, age })}</div>
                <div className="xs i2">{t(`attention.remedy.${item.kind}`)}</div>
              </div>
              <Link className={buttonClass('secondary', 'sm')} to={target(item)}>
                {t(`attention.act.${item.kind}`)}
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
