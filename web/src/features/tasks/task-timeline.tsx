import {
  CalendarCheck,
  Clock,
  CloudUpload,
  Database,
  Eye,
  FilePlus2,
  ListChecks,
  PencilLine,
  Sigma,
  Stamp,
  type LucideIcon,
} from 'lucide-react';
import { clsx } from 'clsx';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { formatDate, formatDuration } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import { panesOf, type Bar, type LabeledPane, type Row } from './rows.ts';
import { placeInstant } from './timeline.ts';

const icons: Record<string, LucideIcon> = {
  gather: Database,
  analyze: Sigma,
  write: PencilLine,
  word: PencilLine,
  propose: FilePlus2,
  approval: Stamp,
  apply: CloudUpload,
  'read-back': Eye,
  outcome: CalendarCheck,
};
const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

interface TimelineProps {
  task: TaskDetail;
  rows: Row[];
  captions: Record<string, string>;
  now: number;
  selected: string | null;
  onSelect: (row: Row) => void;
}

/** One row per step over an axis on which work is to scale and long waits are folded. A row opens what it did. */
export function TaskTimeline({ task, rows, captions, now, selected, onSelect }: TimelineProps) {
  const { t } = useTranslation('tasks');
  const panes = panesOf(task, rows, now);
  if (rows.length === 0)
    return <p className="cbody sm i2">{t(task.state === 'pending' ? 'pending' : 'notYet')}</p>;
  return (
    <div className="tl">
      <TimelineHead panes={panes} />
      {rows.map((row) => {
        const Icon = icons[row.name] ?? ListChecks;
        return (
          <button
            key={row.name}
            type="button"
            className={clsx('tl-r', selected === row.name && 'sel')}
            aria-pressed={selected === row.name}
            onClick={() => onSelect(row)}
          >
            <span className="c0">
              <Icon size={15} aria-hidden />
              <span className="grow">
                <span className="sm m trunc">{t(`name.${row.name}`, { defaultValue: row.name })}</span>
                <span className="xs i3 trunc num">{captions[row.name]}</span>
              </span>
            </span>
            <span className="axis">
              <Folds panes={panes} />
              {row.bars.map((bar, i) => (
                <Mark key={i} bar={bar} panes={panes} last={i === row.bars.length - 1} />
              ))}
            </span>
          </button>
        );
      })}
    </div>
  );
}

function TimelineHead({ panes }: { panes: LabeledPane[] }) {
  const { t, i18n } = useTranslation('tasks');
  const zone = useSession().data?.tenant.timeZone;
  const at = (ms: number, style: 'seconds' | 'day') =>
    formatDate(new Date(ms).toISOString(), i18n.language, style, zone);
  const words = ({ label, start, end }: LabeledPane) => {
    if (!label || label.kind === 'now') return '';
    if (label.kind === 'outcome') return at(start, 'day');
    return `${at(start, 'seconds')}${end > start ? `, ${formatDuration(end - start)}` : ''}`;
  };
  return (
    <div className="tl-h" aria-hidden>
      <span className="c0">{t('step')}</span>
      <span className="axis">
        {panes.map((pane) => (
          <span
            key={`${pane.kind}${pane.start}`}
            className={pane.kind}
            style={{ left: percent(pane.left), width: percent(pane.width) }}
          >
            {pane.kind === 'fold' ? (
              foldLength(pane.end - pane.start, t('dayLetter'))
            ) : (
              <>
                <b>
                  {pane.label?.kind === 'try'
                    ? t('try', { n: pane.label.tries.join(', ') })
                    : t(`pane.${pane.label?.kind}`)}
                </b>
                {words(pane)}
              </>
            )}
          </span>
        ))}
      </span>
    </div>
  );
}

/** A folded wait in few letters: `48 s`, `28 min`, `1 h 41`, `7 d`. */
function foldLength(ms: number, dayLetter: string): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 2) return formatDuration(ms);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.round(minutes / 1440)} ${dayLetter}`;
}

function Folds({ panes }: { panes: LabeledPane[] }) {
  return panes
    .filter((pane) => pane.kind === 'fold')
    .map((pane) => (
      <i key={pane.start} className="fold" style={{ left: percent(pane.left), width: percent(pane.width) }} />
    ));
}

function Mark({ bar, panes, last }: { bar: Bar; panes: LabeledPane[]; last: boolean }) {
  const { t } = useTranslation('tasks');
  const [left, right] = [placeInstant(panes, bar.start), placeInstant(panes, bar.end)];
  if (bar.look === 'due')
    return (
      <span className="due" style={{ left: `min(${percent(left)}, calc(100% - 72px))` }}>
        <Clock size={12} aria-hidden />
        {t('due')}
      </span>
    );
  const style: CSSProperties = { left: percent(left), width: percent(right - left) };
  const spanned = bar.look === 'hold' || bar.look === 'retry';
  const atEnd = right > 0.8;
  return (
    <>
      <i className={clsx('b', bar.look)} style={style} />
      {last && !spanned && bar.end > bar.start && (
        <em
          style={
            atEnd ? { right: `calc(${percent(1 - left)} + 6px)` } : { left: `calc(${percent(right)} + 8px)` }
          }
        >
          {formatDuration(bar.end - bar.start)}
        </em>
      )}
    </>
  );
}
