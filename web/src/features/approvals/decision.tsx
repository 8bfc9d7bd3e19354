import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { formatAge, formatDate } from '../../lib/format.ts';
import { isTyping } from './is-typing.ts';
import { isApplied, isWaiting } from './loop.ts';
import { useAct, useReader, type Act } from './queries.ts';
import { platformNames, sideOf } from './words.ts';

const deciders = new Set(['owner', 'admin', 'operator']);

/** Approve, reject or set back, each confirmed in a dialog; the label names the act. A and R open the dialog. */
export function Decision({ proposal }: { proposal: ProposalDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const { data: session } = useReader();
  const [asked, setAsked] = useState<Act['kind'] | null>(null);
  const [note, setNote] = useState('');
  const act = useAct();
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const [from, to] = [sideOf(proposal.from, i18n.language, word), sideOf(proposal.to, i18n.language, word)];
  const platform = platformNames[proposal.platform];
  const own = proposal.decisions.some((d) => d.userId === session?.user.id && d.verdict === 'approve');
  const may = session ? deciders.has(session.role) : false;
  const last = proposal.approvals + 1 >= proposal.approvalsNeeded;
  const canDecide = isWaiting(proposal) && may && !own;
  const approveLabel = t(last ? 'decision.approve' : 'decision.first', { value: to });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!canDecide || isTyping(event)) return;
      if (event.key === 'a') setAsked('approve');
      if (event.key === 'r') setAsked('reject');
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [canDecide]);
  const send = (kind: Act['kind']) =>
    act.mutate(
      { id: proposal.id, kind, note, version: proposal.version },
      { onSettled: () => setAsked(null) },
    );
  return (
    <section className="card">
      <div className="cbody" style={{ paddingTop: 16 }}>
        <div className="row between wrap">
          <h2>{t('decision.title')}</h2>
          <span className={isWaiting(proposal) ? 'badge wait' : 'badge'}>
            {isWaiting(proposal)
              ? t('decision.left', { age: formatAge(proposal.expiresAt, i18n.language) })
              : t(`state.${proposal.state}`)}
          </span>
        </div>
        {isWaiting(proposal) && (
          <p className="sm i2" style={{ margin: '8px 0 14px' }}>
            {!may
              ? t('decision.readOnly')
              : own
                ? t('decision.own')
                : proposal.approvalsNeeded < 2
                  ? t('decision.one')
                  : `${t('decision.two')} ${last ? t('decision.second') : ''}`}
          </p>
        )}
        <ol className="col g8" style={{ margin: '10px 0' }}>
          {proposal.decisions.map((d) => (
            <li key={`${d.name}${d.at}`} className="sm">
              <span className="m">{d.userId ? d.name : t('decision.policy')}</span>{' '}
              <span className="xs i2">
                {t(d.verdict === 'approve' ? 'decision.approved' : 'decision.rejected')},{' '}
                {formatDate(d.at, i18n.language, 'dateTime', session?.tenant.timeZone)}
              </span>
              {d.note && <div className="xs i2">{d.note}</div>}
            </li>
          ))}
        </ol>
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
              style={{ margin: '6px 0 12px' }}
              value={note}
              maxLength={1000}
              onChange={(e) => setNote(e.target.value)}
            />
            <div className="decide-acts">
              <button className="btn p lg full" onClick={() => setAsked('approve')}>
                {approveLabel}
              </button>
              <button className="btn d full" style={{ marginTop: 8 }} onClick={() => setAsked('reject')}>
                {t('decision.reject')}
              </button>
            </div>
            <div className="mobact">
              <button className="btn d lg" onClick={() => setAsked('reject')}>
                {t('decision.reject')}
              </button>
              <button className="btn p lg grow" onClick={() => setAsked('approve')}>
                {approveLabel}
              </button>
            </div>
            <p className="xs i3" style={{ marginTop: 10 }}>
              {t('decision.after', { platform, value: from })}
            </p>
          </>
        )}
        {isApplied(proposal) && may && (
          <button className="btn s full" onClick={() => setAsked('setBack')}>
            {t('decision.setBack', { value: from })}
          </button>
        )}
        {act.isError && (
          <p role="alert" className="sm neg" style={{ marginTop: 10 }}>
            {act.error.message}
          </p>
        )}
        {proposal.temporalUrl && (
          <a
            className="link xs"
            style={{ display: 'block', marginTop: 10 }}
            href={proposal.temporalUrl}
            target="_blank"
            rel="noreferrer"
          >
            {t('temporal')}
          </a>
        )}
      </div>
      {asked && (
        <Ask
          title={
            asked === 'setBack'
              ? t('ask.setBack', { value: from })
              : asked === 'reject'
                ? t('ask.reject', { value: to })
                : t(last ? 'ask.approve' : 'ask.first', { value: to })
          }
          body={
            asked === 'reject'
              ? t('ask.rejectBody', { platform })
              : t('ask.approveBody', {
                  campaign: proposal.campaignName,
                  platform,
                  from: asked === 'setBack' ? to : from,
                  to: asked === 'setBack' ? from : to,
                })
          }
          confirm={
            asked === 'setBack'
              ? t('decision.setBack', { value: from })
              : asked === 'reject'
                ? t('decision.reject')
                : approveLabel
          }
          danger={asked === 'reject'}
          busy={act.isPending}
          busyLabel={t('decision.sending')}
          onConfirm={() => send(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

interface AskProps {
  title: string;
  body: string;
  confirm: string;
  danger: boolean;
  busy: boolean;
  busyLabel: string;
  onConfirm: () => void;
  onClose: () => void;
}

function Ask({ title, body, confirm, danger, busy, busyLabel, onConfirm, onClose }: AskProps) {
  const { t } = useTranslation('approvals');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="ask" aria-labelledby="ask-title" onClose={onClose}>
      <h2 id="ask-title">{title}</h2>
      <p className="sm i2" style={{ margin: '8px 0 16px' }}>
        {body}
      </p>
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <button className="btn s" onClick={onClose}>
          {t('ask.cancel')}
        </button>
        <button className={danger ? 'btn dd' : 'btn p'} disabled={busy} onClick={onConfirm}>
          {busy ? busyLabel : confirm}
        </button>
      </div>
    </dialog>
  );
}
