import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  ClockAlert,
  Hand,
  KeyRound,
  LoaderCircle,
  OctagonAlert,
  Pause,
  RotateCw,
  type LucideIcon,
} from 'lucide-react';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** State: look, icon. Words are `state.<state>` of the shared dictionary. */
const states: Record<string, [look: string, icon: LucideIcon]> = {
  pending: ['dash', CircleDashed],
  running: ['run', LoaderCircle],
  completed: ['ok', CircleCheck],
  retrying: ['wait', RotateCw],
  failed: ['bad', CircleX],
  dead_letter: ['dead', OctagonAlert],
  canceled: ['mute', Ban],
  queued: ['', Clock],
  syncing: ['run', LoaderCircle],
  on_time: ['ok', CircleCheck],
  late: ['wait', ClockAlert],
  error: ['bad', CircleX],
  action_required: ['bad', KeyRound],
  connected: ['ok', CircleCheck],
  reconnect: ['bad', KeyRound],
  paused: ['mute', Pause],
  disconnected: ['mute', Ban],
  active: ['ok', CircleCheck],
  archived: ['mute', Ban],
  deleted: ['mute', Ban],
  unknown: ['dash', CircleDashed],
  inactive: ['mute', Pause],
  waiting: ['', Hand],
  idle: ['plain', Clock],
  proposed: ['run', Hand],
  approved: ['ok', CircleCheck],
  applying: ['run', LoaderCircle],
  applied: ['ok', CircleCheck],
  read_back: ['ok', CircleCheck],
  conflict: ['bad', CircleX],
  rejected: ['mute', Ban],
  expired: ['mute', ClockAlert],
  withdrawn: ['mute', Ban],
};

/** Silhouette, word, colour: in this order of importance. `children` replace the word. */
export function StateBadge({ state, children }: { state: string; children?: ReactNode }) {
  const { t } = useTranslation('app');
  const [look, Icon] = states[state] ?? ['dash', CircleDashed];
  return (
    <span className={clsx('badge', look)}>
      <Icon size={14} className={Icon === LoaderCircle ? 'spin' : undefined} aria-hidden />
      {children ?? t(`state.${state}`)}
    </span>
  );
}
