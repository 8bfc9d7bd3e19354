import { ClockAlert, KeyRound, OctagonAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../contracts/overview.ts';
import { formatAge } from '../lib/format.ts';

export type AttentionItem = Overview['attention'][number];
const icons = {
  'connection-expiring': KeyRound,
  'connection-reconnect': KeyRound,
  'task-dead-letter': OctagonAlert,
  'stream-late': ClockAlert,
};
const severe = ['connection-reconnect', 'task-dead-letter'];

export function AttentionIcon({ item }: { item: AttentionItem }) {
  const Icon = icons[item.kind];
  return (
    <span className={severe.includes(item.kind) ? 'neg' : 'warn'}>
      <Icon size={16} aria-hidden />
    </span>
  );
}

/** Where its remedy is. */
export const attentionPage = (item: AttentionItem) =>
  item.kind === 'task-dead-letter' ? `/tasks/${item.id}` : `/connections?connection=${item.id}`;

/** Words for what is wrong, its remedy and the act. */
export function useAttentionWords() {
  const { t, i18n } = useTranslation('app');
  return (item: AttentionItem) => ({
    what: t(`attention.${item.kind}`, {
      title: item.title,
      age: item.at ? formatAge(item.at, i18n.language) : '',
    }),
    remedy: t(`attention.remedy.${item.kind}`),
    act: t(`attention.act.${item.kind}`),
  });
}
