import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { Button } from '../../components/button.tsx';
import type { Act } from './queries.ts';

/** What a person has pressed and is asked about. */
export type Asked = Act['kind'] | 'amount';

interface ActsProps {
  proposal: ProposalDetail;
  /** The label that names the act. */
  approve: string;
  /** False: there is nothing left to do but to reject. */
  possible: boolean;
  onAsk: (asked: Asked) => void;
}

/** The buttons; on a phone approve and reject stand above the tab bar. */
export function Acts({ proposal, approve, possible, onAsk }: ActsProps) {
  const { t } = useTranslation('approvals');
  const budget = possible && proposal.action === 'campaign.budget.set';
  return (
    <>
      <div className="decide-acts">
        {possible && (
          <Button variant="primary" size="lg" className="full" onClick={() => onAsk('approve')}>
            {approve}
          </Button>
        )}
        <span className="row g8" style={{ marginTop: 8 }}>
          {budget && (
            <Button className="grow" onClick={() => onAsk('amount')}>
              {t('amount.title')}
            </Button>
          )}
          <Button variant="danger" className="grow" onClick={() => onAsk('reject')}>
            {t('decision.reject')}
          </Button>
        </span>
      </div>
      {budget && (
        <Button className="full mob" onClick={() => onAsk('amount')}>
          {t('amount.title')}
        </Button>
      )}
      <div className="mobact">
        <Button variant="danger" size="lg" onClick={() => onAsk('reject')}>
          {t('decision.reject')}
        </Button>
        {possible && (
          <Button variant="primary" size="lg" className="grow" onClick={() => onAsk('approve')}>
            {approve}
          </Button>
        )}
      </div>
    </>
  );
}
