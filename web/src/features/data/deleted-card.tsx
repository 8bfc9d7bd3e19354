import { Bot, Plug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeletedItem } from '../../../../contracts/deleted-items.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { PlanHelp } from '../../components/plan-help.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { agentName } from '../../lib/agent-name.ts';
import { formatAge, formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { Refused } from '../settings/field.tsx';
import { useDeletedItems, useRestore } from './queries.ts';

/** What can still be brought back, and until when. */
export function DeletedCard() {
  const { t } = useTranslation('data');
  const words = useServerWords();
  const items = useDeletedItems();
  const restore = useRestore();
  const rows = items.data?.data ?? [];
  const act = (item: DeletedItem) =>
    restore.mutate(item, {
      onSuccess: () =>
        showToast(t('deleted.restored', { name: nameOf(item) }), { text: t(`deleted.after.${item.kind}`) }),
    });
  return (
    <Card title={t('deleted.title')} count={items.data && rows.length}>
      {items.isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={120} />
          </Loading>
        </div>
      )}
      {items.error && !items.data && (
        <ErrorState problem={items.error} onRetry={() => void items.refetch()} />
      )}
      {items.data && rows.length === 0 && (
        <EmptyState title={t('deleted.none')} text={t('deleted.noneText')} />
      )}
      {restore.error && (
        <div className="cbody">
          <Refused>
            {words.problem(restore.error)} <PlanHelp error={restore.error} />
          </Refused>
        </div>
      )}
      {rows.length > 0 && (
        <ul aria-label={t('deleted.title')} className="listtop">
          {rows.map((item) => (
            <Row
              key={item.id}
              item={item}
              busy={restore.isPending && restore.variables.id === item.id}
              onRestore={() => act(item)}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

const nameOf = ({ kind, name }: DeletedItem) => (kind === 'agent' ? agentName(name) : name);

function Row({ item, busy, onRestore }: { item: DeletedItem; busy: boolean; onRestore: () => void }) {
  const { t, i18n } = useTranslation('data');
  const zone = useSession().data?.tenant.timeZone;
  const Icon = item.kind === 'agent' ? Bot : Plug;
  const name = nameOf(item);
  return (
    <li className="li wrap">
      <Icon size={20} className="i2" aria-hidden />
      <div className="grow">
        <div className="sm m">{name}</div>
        <div className="xs i2">
          {t(`deleted.kind.${item.kind}`)} ·{' '}
          {t('deleted.since', { age: formatAge(item.deletedAt, i18n.language) })} ·{' '}
          <time dateTime={item.purgedAt} title={formatDate(item.purgedAt, i18n.language, 'dateTime', zone)}>
            {t('deleted.until', { date: formatDate(item.purgedAt, i18n.language, 'date', zone) })}
          </time>
        </div>
      </div>
      <Button size="sm" busy={busy} aria-label={t('deleted.restoreNamed', { name })} onClick={onRestore}>
        {t('deleted.restore')}
      </Button>
    </li>
  );
}
