import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { Button } from '../../components/button.tsx';
import { platformNames } from '../../components/figures.tsx';
import { Dialog } from '../../components/overlays.tsx';
import type { Act } from './queries.ts';
import { sideOf } from './words.ts';

interface QuestionProps {
  proposal: ProposalDetail;
  kind: Act['kind'];
  /** Whether this approval is the last one needed, so that the change happens at once. */
  last: boolean;
  note: string;
  busy: boolean;
  onNote: (note: string) => void;
  onSend: () => void;
  onClose: () => void;
}

/** Asks once more before a decision: what it does, and a button that names it. To reject takes a reason. */
export function Question({ proposal, kind, last, note, busy, onNote, onSend, onClose }: QuestionProps) {
  const { t, i18n } = useTranslation('approvals');
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const sides = [proposal.from, proposal.to].map((side) => sideOf(side, i18n.language, word));
  const [from, to] = kind === 'revert' ? sides.toReversed() : sides;
  const platform = platformNames[proposal.platform];
  const first = kind === 'approve' && !last;
  const facts = { campaign: proposal.campaignName, platform, from, to, value: to };
  const body = kind === 'reject' ? 'rejectBody' : first ? 'firstBody' : 'approveBody';
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`ask.${first ? 'first' : kind}`, facts)}
      text={t(`ask.${body}`, facts)}
    >
      {kind === 'reject' && (
        <div className="field" style={{ marginTop: 16 }}>
          <label htmlFor="reason">{t('ask.reason')}</label>
          <textarea
            id="reason"
            className="note-input"
            value={note}
            maxLength={1000}
            onChange={(e) => onNote(e.target.value)}
          />
        </div>
      )}
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
        <Button onClick={onClose}>{t('ask.cancel')}</Button>
        <Button variant={kind === 'reject' ? 'danger-solid' : 'primary'} busy={busy} onClick={onSend}>
          {t(`decision.${first ? 'first' : kind}`, facts)}
        </Button>
      </div>
    </Dialog>
  );
}
