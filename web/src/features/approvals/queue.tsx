import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Proposal } from '../../../../contracts/proposals.ts';
import { AgentGlyph } from '../../components/agent-glyph.tsx';
import { ChangePair } from '../../components/figures.tsx';
import { agentName } from '../../lib/agent-name.ts';
import { formatAge, formatDate, formatMoney } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import type { QueueState, QueueView } from './queue-groups.ts';
import { sideOf, stateOf } from './words.ts';

export const views = ['waiting', 'decided'] as const satisfies QueueView[];
export const addressOf = (id: string, view: QueueView) =>
  view === 'waiting' ? `/approvals/${id}` : `/approvals/${id}?view=${view}`;

interface QueueProps {
  view: QueueView;
  queue: QueueState;
  currentId: string | undefined;
}

/** The list at the left: what waits, what was decided; on narrow windows the page of its own. */
export function Queue({ view, queue, currentId }: QueueProps) {
  const { t } = useTranslation('approvals');
  const { data: session } = useSession();
  const { groups, isPending, isError, retry } = queue;
  return (
    <aside className="queue" aria-label={t('queue')}>
      <div className="row between wrap" style={{ padding: '0 10px 10px' }}>
        <h1 style={{ fontSize: 15, lineHeight: '22px' }}>{t('title')}</h1>
        <div className="seg">
          {views.map((v) => (
            <Link
              key={v}
              to={v === 'waiting' ? '/approvals' : `/approvals?view=${v}`}
              className={v === view ? 'on' : ''}
              aria-current={v === view ? 'page' : undefined}
            >
              {t(`views.${v}`)} {v === 'waiting' && <span className="num">{session?.counts.approvals}</span>}
            </Link>
          ))}
        </div>
      </div>
      {isPending && [0, 1, 2].map((i) => <span key={i} className="sk" style={{ height: 72, margin: 4 }} />)}
      {isError && (
        <div role="alert" className="sm" style={{ padding: 10 }}>
          <p>{t('error')}</p>
          <button className="btn s sm" style={{ marginTop: 8 }} onClick={retry}>
            {t('tryAgain')}
          </button>
        </div>
      )}
      {!isPending && !isError && groups[0]?.key !== view && (
        <p className="sm i2" style={{ padding: 10 }}>
          {t(`empty.${view}`)}
        </p>
      )}
      {groups.map((group) => (
        <div key={group.key} className="col" style={{ gap: 2 }}>
          {group.key === 'unknown' && (
            <h2 className="xs i2" style={{ padding: '18px 10px 6px', fontWeight: 400 }}>
              {t('unknown')}
            </h2>
          )}
          {group.proposals.map((proposal) => (
            <QueueItem
              key={proposal.id}
              proposal={proposal}
              current={proposal.id === currentId}
              view={view}
              zone={session?.tenant.timeZone}
            />
          ))}
        </div>
      ))}
      <p className="queue-keys row xs i3 desk">
        <span className="kbd">J</span>
        <span className="kbd">K</span> {t('keys.move')} <span className="kbd">A</span> {t('keys.approve')}{' '}
        <span className="kbd">R</span> {t('keys.reject')}
      </p>
    </aside>
  );
}

interface ItemProps {
  proposal: Proposal;
  current: boolean;
  view: QueueView;
  zone: string | undefined;
}

function QueueItem({ proposal, current, view, zone }: ItemProps) {
  const { t, i18n } = useTranslation('approvals');
  const language = i18n.language;
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const { effect, nextCheckAt, overtaken, state } = proposal;
  const week =
    effect &&
    formatMoney({ micros: effect.revenue.mean, currency: effect.currency }, language, {
      signed: true,
      cents: 'never',
    });
  const waits = state === 'proposed';
  const left = formatAge(proposal.expiresAt, language);
  return (
    <Link
      to={addressOf(proposal.id, view)}
      className={current ? 'qi on' : 'qi'}
      aria-current={current || undefined}
    >
      <AgentGlyph agent={proposal.agent} small />
      <span className="grow">
        <span className="row between g8 xs i2">
          <span className="trunc">
            {proposal.agent ? agentName(proposal.agent) : t('person', { name: proposal.proposedBy ?? '' })}
          </span>
          {waits && (
            <span className="num i3" title={t('decision.left', { age: left })}>
              {left}
            </span>
          )}
          {!waits && view === 'decided' && <span>{t(`state.${stateOf(proposal)}`)}</span>}
        </span>
        <span className="sm m" style={{ display: 'block' }}>
          {proposal.campaignName}
        </span>
        <span className="row between sm wrap" style={{ gap: '0 4px' }}>
          <ChangePair from={sideOf(proposal.from, language, word)} to={sideOf(proposal.to, language, word)} />
          {overtaken && <span className="xs warn">{t('changedSince')}</span>}
          {waits && !overtaken && week && (
            <span className="xs i2 num">{t('effect.week', { amount: week })}</span>
          )}
          {!waits && view === 'waiting' && nextCheckAt && (
            <span className="xs i2 num">
              {t('check', { day: formatDate(nextCheckAt, language, 'day', zone) })}
            </span>
          )}
        </span>
      </span>
    </Link>
  );
}
