import { clsx } from 'clsx';
import {
  CircleCheck,
  CircleX,
  ClockAlert,
  Gauge,
  KeyRound,
  MonitorSmartphone,
  OctagonAlert,
  Settings2,
  ShieldCheck,
  Stamp,
  TriangleAlert,
  Unplug,
  UserPlus,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Notification } from '../../../../contracts/notifications.ts';
import { notificationPath, sayNotification } from '../../../../domain/notification-words.ts';
import type { Language } from '../../app/i18n.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/states.tsx';
import { formatAge, formatDate } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import { useRead, type useNotifications } from './queries.ts';

const icons: Record<Notification['kind'], LucideIcon> = {
  'change-waits': Stamp,
  'change-applied': CircleCheck,
  'change-failed': CircleX,
  'change-conflict': TriangleAlert,
  'task-dead-letter': OctagonAlert,
  'connection-reconnect': Unplug,
  'sync-failing': ClockAlert,
  'plan-limit': Gauge,
  'plan-ending': Gauge,
  'plan-ended': Gauge,
  'member-joined': UserPlus,
  'new-sign-in': MonitorSmartphone,
  'password-changed': KeyRound,
  'second-factor-changed': ShieldCheck,
  'api-key-created': KeyRound,
};

interface ListProps {
  list: ReturnType<typeof useNotifications>;
  unread: number;
  onClose: () => void;
}

/** What the reader is told, newest first, each with its page; opening one marks it as read. */
export function BellList({ list, unread, onClose }: ListProps) {
  const { t } = useTranslation('notifications');
  const read = useRead();
  const rows = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <div className="bell-head">
        {unread > 0 && (
          <Button size="sm" variant="ghost" busy={read.isPending} onClick={() => read.mutate(null)}>
            {t('readAll')}
          </Button>
        )}
        <Link
          className="iconbtn"
          to="/settings/notifications"
          aria-label={t('choose')}
          title={t('choose')}
          onClick={onClose}
        >
          <Settings2 size={15} aria-hidden />
        </Link>
      </div>
      {list.error && rows.length === 0 && (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && rows.length === 0 && (
        <p className="row g8 sm i2 bell-none">
          <CircleCheck size={16} aria-hidden />
          {t('none')}
        </p>
      )}
      {rows.length > 0 && (
        <ul aria-label={t('title')}>
          {rows.map((row) => (
            <Item
              key={row.id}
              row={row}
              onOpen={() => {
                if (!row.readAt) read.mutate(row.id);
                onClose();
              }}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          size="sm"
          variant="ghost"
          className="full"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('older')}
        </Button>
      )}
    </>
  );
}

function Item({ row, onOpen }: { row: Notification; onOpen: () => void }) {
  const { t, i18n } = useTranslation('notifications');
  const zone = useSession().data?.tenant.timeZone;
  const { kind, subject, words, at, readAt } = row;
  const Icon = icons[kind];
  const day = (instant: string) => formatDate(instant, i18n.language, 'date', zone);
  return (
    <li>
      <Link
        to={notificationPath(kind, subject)}
        className={clsx('menu-item tall', !readAt && 'unread')}
        onClick={onOpen}
      >
        <Icon size={16} className="i2" aria-hidden />
        <span className="grow">
          <span className="sm said">{sayNotification(kind, i18n.language as Language, words, day)}</span>
          <time className="xs i2" dateTime={at} title={formatDate(at, i18n.language, 'dateTime', zone)}>
            {formatAge(at, i18n.language)}
          </time>
        </span>
        {!readAt && (
          <>
            <span className="dot new" aria-hidden />
            <span className="sr">{t('unread')}</span>
          </>
        )}
      </Link>
    </li>
  );
}
