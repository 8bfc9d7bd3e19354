import { ArrowRight, Bot, ChevronDown, Cog, KeyRound, RefreshCw, UserRound } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../contracts/audit.ts';
import { Button } from '../../components/button.tsx';
import { formatAge, formatDate } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import { useAuditWords } from './words.ts';

const icons = { person: UserRound, key: KeyRound, agent: Bot, sync: RefreshCw, system: Cog };
/** Longer ones are told when the entry unfolds. */
const SHORT = 48;

/** One entry; it unfolds to what stood there before and after. */
export function Entry({ entry, onAll }: { entry: AuditEntry; onAll: () => void }) {
  const { t, i18n } = useTranslation('audit');
  const words = useAuditWords();
  const zone = useSession().data?.tenant.timeZone;
  const [open, setOpen] = useState(false);
  const id = useId();
  const { actor, at, changes, objectId, requestId } = entry;
  const Icon = icons[actor.kind];
  const [first] = changes;
  const told = first
    ? words.value(first.field, first.old, true) + words.value(first.field, first.new, true)
    : '';
  const alone = entry.act === 'changed' && changes.length === 1 && told.length <= SHORT;
  return (
    <li className="entry">
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <Icon size={16} className="i2" aria-hidden />
        <span className="grow what">
          <span className="sm">
            <b className="m">{words.actor(actor)}</b> {words.act(entry)}
          </span>
          <span className="xs i2 line">
            {first && alone ? (
              <>
                {t('pairOf', { field: words.field(first.field) })} <Pair {...first} short />
              </>
            ) : (
              (words.signIn(entry) ?? changes.map(({ field }) => words.field(field)).join(', '))
            )}
          </span>
        </span>
        <time className="xs i2 num" dateTime={at} title={formatAge(at, i18n.language)}>
          {formatDate(at, i18n.language, 'dateTime', zone)}
        </time>
        <ChevronDown size={16} className="i2 fold" aria-hidden />
      </button>
      {open && (
        <div id={id} className="unfolded">
          {changes.length > 0 && (
            <dl>
              {changes.map((change) => (
                <div key={change.field}>
                  <dt className="xs i2" title={change.field}>
                    {words.field(change.field)}
                  </dt>
                  <dd className="sm">
                    {entry.act === 'changed' ? (
                      <Pair {...change} />
                    ) : (
                      words.value(change.field, entry.act === 'deleted' ? change.old : change.new)
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {entry.act === 'read' && <p className="sm i2">{t('readText')}</p>}
          <p className="xs i2 breaks">
            {formatDate(at, i18n.language, 'full', zone)} {formatDate(at, i18n.language, 'seconds', zone)} ·{' '}
            {words.object(entry.object)} <span className="mono">{objectId}</span>
            {requestId && (
              <>
                {' '}
                · {t('request')} <span className="mono">{requestId}</span>
              </>
            )}
          </p>
          <Button size="sm" onClick={onAll}>
            {t('all')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** Before and after, in the pair that stands for every change. */
function Pair({ field, old, new: now, short = false }: AuditEntry['changes'][number] & { short?: boolean }) {
  const { t } = useTranslation('audit');
  const words = useAuditWords();
  return (
    <span className="pair wraps">
      <span className="o">
        <span className="sr">{t('before')} </span>
        {words.value(field, old, short)}
      </span>
      <ArrowRight size={12} aria-hidden />
      <span className="nw">
        <span className="sr">{t('after')} </span>
        {words.value(field, now, short)}
      </span>
    </span>
  );
}
