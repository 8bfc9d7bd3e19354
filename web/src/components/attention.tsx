import { CircleX, ClockAlert, KeyRound, OctagonAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../contracts/overview.ts';
import { formatAge } from '../lib/format.ts';

export type AttentionItem = Overview['attention'][number];
const icons = {
  'connection-expiring': KeyRound,
  'connection-reconnect': KeyRound,
  'change-failed': CircleX,
  'change-conflict': CircleX,
  'task-failed': OctagonAlert,
  'task-dead-letter': OctagonAlert,
  'stream-late': ClockAlert,
  'stream-stopped': CircleX,
};
const severe = ['connection-reconnect', 'change-failed', 'task-failed', 'task-dead-letter', 'stream-stopped'];

export function AttentionIcon({ item }: { item: AttentionItem }) {
  const Icon = icons[item.kind];
  return (
    <span className={severe.includes(item.kind) ? 'neg' : 'warn'}>
      <Icon size={16} aria-hidden />
    </span>
  );
}

/** Where its remedy is. */
export function attentionPage({ kind, id }: AttentionItem): string {
  if (kind.startsWith('task-')) return `/tasks/${id}`;
  return kind.startsWith('change-') ? `/approvals/${id}` : `/connections?connection=${id}`;
}

/** Words for what is wrong, its remedy and the act. */
export function useAttentionWords() {
  const { t, i18n } = useTranslation('app');
  return (item: AttentionItem) => {
    const said = { title: item.title, age: item.at ? formatAge(item.at, i18n.language) : '' };
    return {
      what: t(`attention.${item.kind}`, said),
      remedy: t(`attention.remedy.${item.kind}`, said),
      act: t(`attention.act.${item.kind}`),
    };
  };
}
