import { ArrowRight } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Proposal } from '../../../../contracts/proposals.ts';
import { formatAge, formatMoney } from '../../lib/format.ts';
import './approvals.css';
import { isTyping } from './is-typing.ts';
import { ProposalPanel } from './proposal-panel.tsx';
import { useProposals, type View } from './queries.ts';
import { sideOf } from './words.ts';

const views = ['waiting', 'decided', 'applied'] as const satisfies View[];

/** The queue of proposals and the chosen one. J and K move, Enter opens; the view lives in the address. */
export default function ApprovalsPage() {
  const { t } = useTranslation('approvals');
  const { id } = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const view = views.find((v) => v === search.get('view')) ?? 'waiting';
  const { data, isPending, isError, refetch } = useProposals(view);
  const list = data?.data ?? [];
  useMoveKeys(list, id, (next) => void navigate(`/approvals/${next}?view=${view}`));
  return (
    <div className={id ? 'appr open' : 'appr'}>
      <aside className="queue" aria-label={t('queue')}>
        <div className="row between wrap" style={{ padding: '0 10px 10px' }}>
          <h1 style={{ fontSize: 15, lineHeight: '22px' }}>{t('title')}</h1>
          <div className="seg">
            {views.map((v) => (
              <Link
                key={v}
                to={`/approvals?view=${v}`}
                className={v === view ? 'on' : ''}
                aria-current={v === view ? 'page' : undefined}
              >
                {t(`views.${v}`)}
              </Link>
            ))}
          </div>
        </div>
        {isPending && [0, 1, 2].map((i) => <span key={i} className="sk" style={{ height: 72, margin: 4 }} />)}
        {isError && (
          <div role="alert" className="sm" style={{ padding: 10 }}>
            <p>{t('error')}</p>
            <button className="btn s sm" style={{ marginTop: 8 }} onClick={() => void refetch()}>
              {t('tryAgain')}
            </button>
          </div>
        )}
        {data && list.length === 0 && (
          <p className="sm i2" style={{ padding: 10 }}>
            {t(`empty.${view}`)}
          </p>
        )}
        {list.map((proposal) => (
          <QueueItem key={proposal.id} proposal={proposal} current={proposal.id === id} view={view} />
        ))}
        <div
          className="row xs i3 desk"
          style={{ marginTop: 'auto', padding: '12px 8px 0', gap: 4, whiteSpace: 'nowrap' }}
        >
          <span className="kbd">J</span>
          <span className="kbd">K</span> {t('keys.move')} <span className="kbd">A</span> {t('keys.approve')}{' '}
          <span className="kbd">R</span> {t('keys.reject')}
        </div>
      </aside>
      {id ? (
        <ProposalPanel key={id} id={id} />
      ) : (
        <p className="sub desk" style={{ padding: 32 }}>
          {t('empty.choose')}
        </p>
      )}
    </div>
  );
}

function QueueItem({ proposal, current, view }: { proposal: Proposal; current: boolean; view: View }) {
  const { t, i18n } = useTranslation('approvals');
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const week =
    proposal.effect &&
    formatMoney({ micros: proposal.effect.revenue.mean, currency: proposal.effect.currency }, i18n.language, {
      signed: true,
      cents: 'never',
    });
  return (
    <Link
      to={`/approvals/${proposal.id}?view=${view}`}
      className={current ? 'qi on' : 'qi'}
      aria-current={current || undefined}
    >
      <span className="grow">
        <span className="row between xs i2">
          <span className="trunc">{proposal.agent ?? t('person', { name: proposal.proposedBy ?? '' })}</span>
          <span className="num">
            {proposal.state === 'proposed'
              ? formatAge(proposal.expiresAt, i18n.language)
              : t(`state.${proposal.state}`)}
          </span>
        </span>
        <span className="sm m" style={{ display: 'block' }}>
          {proposal.campaignName}
        </span>
        <span className="row between sm wrap">
          <span className="pair">
            <span className="o">{sideOf(proposal.from, i18n.language, word)}</span>
            <ArrowRight size={14} />
            <span className="nw">{sideOf(proposal.to, i18n.language, word)}</span>
          </span>
          {week && <span className="xs i2 num">{t('effect.week', { amount: week })}</span>}
        </span>
      </span>
    </Link>
  );
}

function useMoveKeys(list: Proposal[], id: string | undefined, go: (id: string) => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const step = { j: 1, k: -1 }[event.key];
      if (!step || list.length === 0) return;
      const at = list.findIndex((p) => p.id === id);
      go(list[at === -1 ? 0 : Math.min(list.length - 1, Math.max(0, at + step))]!.id);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}
