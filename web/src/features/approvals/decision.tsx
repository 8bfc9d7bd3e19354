import { Clock, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { MoneyJson } from '../../../../contracts/common.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { Button } from '../../components/button.tsx';
import { platformNames } from '../../components/figures.tsx';
import { ErrorState } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { formatAge, formatDate, formatMoney } from '../../lib/format.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { ConnectAgain } from '../connections/connect-again.tsx';
import { useUngranted } from '../connections/queries.ts';
import { isTyping } from '../../lib/single-keys.ts';
import { Acts, type Asked } from './acts.tsx';
import { ChangeAmount } from './change-amount.tsx';
import { isApplied, isWaiting } from './loop.ts';
import { People } from './people.tsx';
import { useAct, type Act } from './queries.ts';
import { Question } from './question.tsx';
import { sideOf, stateOf } from './words.ts';

/** Approve, change the amount, reject or set back, each confirmed in a dialog whose button names the act. A and R open it. */
export function Decision({ proposal }: { proposal: ProposalDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const navigate = useNavigate();
  const { data: session } = useSession();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [note, setNote] = useState('');
  const act = useAct();
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const [from, to] = [sideOf(proposal.from, i18n.language, word), sideOf(proposal.to, i18n.language, word)];
  const platform = platformNames[proposal.platform];
  const { setBack } = proposal;
  const waits = isWaiting(proposal);
  const own = proposal.decisions.some((d) => d.userId === session?.user.id && d.verdict === 'approve');
  const may = useMay('change');
  const last = proposal.approvals + 1 >= proposal.approvalsNeeded;
  const canDecide = waits && may && !own;
  const canRevert = proposal.state === 'read_back' && !setBack && may;
  const approveLabel = t(last ? 'decision.approve' : 'decision.first', { value: to });
  const ungranted = useUngranted().find(
    ({ platform: of, accounts }) =>
      of === proposal.platform && accounts.some(({ id }) => id === proposal.accountId),
  );
  const canApprove = canDecide && !proposal.overtaken && !ungranted;
  useKeys({ a: canApprove && 'approve', r: canDecide && 'reject' }, setAsked);
  useAppliedToast(proposal, t('decision.confirmed', { platform, value: to }), () => setAsked('revert'));
  const send = (kind: Act['kind']) =>
    act.mutate(
      { id: proposal.id, kind, note, version: proposal.version },
      {
        onSuccess: ({ id }) => kind === 'revert' && void navigate(`/approvals/${id}`),
        onSettled: () => setAsked(null),
      },
    );
  const above = session?.tenant.twoPersonAboveMicros;
  const currency = (proposal.to.dailyBudget as MoneyJson | undefined)?.currency;
  const two =
    above && currency
      ? t('decision.above', { limit: formatMoney({ micros: above, currency }, i18n.language) })
      : t('decision.two');
  const why = !may
    ? t('decision.readOnly')
    : own
      ? t('decision.own')
      : proposal.approvalsNeeded < 2
        ? t('decision.one')
        : `${two} ${t(last ? 'decision.second' : 'decision.first2')}`;
  return (
    <section className="card decide" aria-labelledby="decision">
      <div className="cbody" style={{ paddingTop: 16 }}>
        <div className="row between wrap">
          <h2 id="decision">{t('decision.title')}</h2>
          <span className={waits ? 'badge wait' : 'badge'}>
            {waits && <Clock size={13} aria-hidden />}
            {waits
              ? t('decision.left', { age: formatAge(proposal.expiresAt, i18n.language) })
              : t(`state.${stateOf(proposal)}`)}
          </span>
        </div>
        {waits && session && !proposal.overtaken && !(ungranted && may) && (
          <p className="sm i2 decide-why">{why}</p>
        )}
        {ungranted && may && (waits || canRevert) && <ConnectAgain connection={ungranted} />}
        <People proposal={proposal} youMay={canDecide} />
        {canDecide && (
          <>
            <label className="sm m" htmlFor="note">
              {t('decision.note')}{' '}
              <span className="i3" style={{ fontWeight: 400 }}>
                {t('decision.optional')}
              </span>
            </label>
            <textarea
              id="note"
              className="note-input"
              value={note}
              maxLength={1000}
              onChange={(e) => setNote(e.target.value)}
            />
            <Acts proposal={proposal} approve={approveLabel} possible={canApprove} onAsk={setAsked} />
            {canApprove && (
              <p className="xs i3" style={{ marginTop: 10 }}>
                {t(last ? 'decision.after' : 'decision.afterFirst', { platform, value: from })}
              </p>
            )}
          </>
        )}
        {setBack && (
          <Link className="link sm" to={`/approvals/${setBack.id}`}>
            {t(setBack.at ? 'decision.setBack' : 'decision.settingBack', {
              day: setBack.at && formatDate(setBack.at, i18n.language, 'day', session?.tenant.timeZone),
              name: setBack.by,
            })}
          </Link>
        )}
        {canRevert && (
          <>
            <Button className="full" disabled={ungranted !== undefined} onClick={() => setAsked('revert')}>
              <Undo2 size={14} aria-hidden />
              {t('decision.revert', { value: from })}
            </Button>
            <p className="xs i3" style={{ marginTop: 10 }}>
              {t('decision.afterRevert', { platform })}
            </p>
          </>
        )}
        {session && isApplied(proposal) && !may && <p className="sm i2">{t('decision.readOnly')}</p>}
        {act.isError && <ErrorState problem={act.error} />}
        {proposal.temporalUrl && (
          <a className="link xs temporal" href={proposal.temporalUrl} target="_blank" rel="noreferrer">
            {t('temporal')}
          </a>
        )}
      </div>
      {asked === 'amount' && (
        <ChangeAmount
          proposal={proposal}
          onClose={() => setAsked(null)}
          onDone={(id) => void navigate(`/approvals/${id}`)}
        />
      )}
      {asked && asked !== 'amount' && (
        <Question
          {...{ proposal, last, note }}
          kind={asked}
          busy={act.isPending}
          onNote={setNote}
          onSend={() => send(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

function useKeys({ a, r }: Record<'a' | 'r', Act['kind'] | false>, ask: (kind: Act['kind']) => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const kind = { a, r }[event.key];
      if (!kind) return;
      event.preventDefault();
      ask(kind);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [a, r, ask]);
}

/** Says so once when the platform has confirmed a change while this page was open, with the way back. */
function useAppliedToast({ state }: ProposalDetail, title: string, revert: () => void) {
  const { t } = useTranslation('app');
  const before = useRef(state);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    if (state === 'read_back' && was !== 'read_back') {
      showToast(title, { undo: { label: t('undo'), onUndo: revert } });
    }
  });
}
