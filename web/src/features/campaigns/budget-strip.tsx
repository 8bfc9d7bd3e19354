import { CornerDownLeft } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { PlatformTile } from '../../components/figures.tsx';
import { MoneyInput } from '../../components/money-input.tsx';
import { Sheet } from '../../components/overlays.tsx';
import { formatMoney } from '../../lib/format.ts';
import { BudgetChecks, BudgetDoubt, BudgetEffect, BudgetSteps, BudgetTrouble } from './budget-parts.tsx';
import type { BudgetDraft, EditableCampaign } from './use-budget-draft.ts';

interface EditProps {
  campaign: EditableCampaign;
  draft: BudgetDraft;
  onClose: () => void;
}

/** Enter saves, Esc gives up. */
const keys =
  (draft: BudgetDraft, onClose: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter') draft.save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

const troubleId = (campaign: EditableCampaign) => `trouble-${campaign.id}`;

export function BudgetInput({ campaign, draft, onClose }: EditProps) {
  const { t } = useTranslation('campaigns');
  return (
    <MoneyInput
      label={t('edit.amount')}
      currency={campaign.dailyBudget.currency}
      value={draft.text}
      onChange={draft.setText}
      onKeyDown={keys(draft, onClose)}
      invalid={draft.wrong === 'wrong'}
      describedBy={troubleId(campaign)}
    />
  );
}

const saveWords = ({ campaign, draft }: EditProps, locale: string) =>
  formatMoney(
    { micros: draft.to ?? campaign.dailyBudget.micros, currency: campaign.dailyBudget.currency },
    locale,
  );

/** Unfolds below the row, so that the neighbours stay in sight. */
export function BudgetStrip(props: EditProps) {
  const { campaign, draft, onClose } = props;
  const { t, i18n } = useTranslation('campaigns');
  const leave = (event: KeyboardEvent) => {
    if (event.key === 'Escape') keys(draft, onClose)(event);
  };
  return (
    <div
      className="stripin"
      role="group"
      aria-label={t('edit.label', { name: campaign.name })}
      onKeyDown={leave}
    >
      <BudgetSteps campaign={campaign} draft={draft} />
      <BudgetEffect campaign={campaign} draft={draft} />
      <div className="grow">
        <BudgetChecks campaign={campaign} draft={draft} />
        <BudgetTrouble id={troubleId(campaign)} draft={draft} />
        <BudgetDoubt campaign={campaign} draft={draft} />
      </div>
      <div className="col g6 acts">
        <Button
          variant="primary"
          size="sm"
          busy={draft.busy && !draft.sure}
          aria-disabled={draft.sure ? true : undefined}
          onClick={draft.save}
        >
          {t('edit.save', { money: saveWords(props, i18n.language) })}
          <span className="kbd on-accent">
            <CornerDownLeft size={11} role="img" aria-label="Enter" />
          </span>
        </Button>
        <Button variant="ghost" size="sm" onClick={onClose}>
          {t('edit.cancel')}
          <span className="kbd">Esc</span>
        </Button>
      </div>
    </div>
  );
}

/** The same edit on a phone. */
export function BudgetSheet(props: EditProps) {
  const { campaign, draft, onClose } = props;
  const { t, i18n } = useTranslation('campaigns');
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={
        <span className="row g8">
          <PlatformTile platform={campaign.platform} />
          <span className="sm m trunc">{campaign.name}</span>
        </span>
      }
    >
      <BudgetSteps campaign={campaign} draft={draft} />
      <div className="row between">
        <span className="sm i2">{t('edit.amount')}</span>
        <BudgetInput {...props} />
      </div>
      <BudgetEffect campaign={campaign} draft={draft} />
      <div className="hr" />
      <BudgetChecks campaign={campaign} draft={draft} />
      <BudgetTrouble id={troubleId(campaign)} draft={draft} />
      <BudgetDoubt campaign={campaign} draft={draft} />
      <div className="row g8 acts">
        <Button
          variant="primary"
          className="grow"
          busy={draft.busy && !draft.sure}
          aria-disabled={draft.sure ? true : undefined}
          onClick={draft.save}
        >
          {t('edit.save', { money: saveWords(props, i18n.language) })}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          {t('edit.cancel')}
        </Button>
      </div>
    </Sheet>
  );
}
