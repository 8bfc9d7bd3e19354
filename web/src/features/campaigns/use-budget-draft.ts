import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import type { MoneyJson } from '../../../../contracts/common.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { isLargeRaise } from '../../../../domain/policy.ts';
import { readAmount, writeAmount } from '../../lib/amount.ts';
import { useChange } from './queries.ts';

export type EditableCampaign = Campaign & { dailyBudget: MoneyJson };

/** A budget being typed, and its way to the platform. */
export function useBudgetDraft(campaign: EditableCampaign, onSaved: (proposal: ProposalDetail) => void) {
  const { i18n } = useTranslation();
  const { micros: from, currency } = campaign.dailyBudget;
  const write = (micros: string) => writeAmount(micros, i18n.language, currency);
  const [text, setText] = useState(() => write(from));
  const [asked, setAsked] = useState(false);
  const [doubted, setDoubted] = useState<string | null>(null);
  const change = useChange();
  const to = readAmount(text, i18n.language, currency);
  const send = (micros: string, sure?: true) => {
    if (change.isPending) return;
    change.mutate({ campaign, to: { dailyBudget: { micros, currency }, sure } }, { onSuccess: onSaved });
  };
  return {
    text,
    setText,
    /** Micros, or null while what was typed is no amount. */
    to,
    setTo: (micros: string) => setText(write(micros)),
    /** A save was refused because nothing can be saved. */
    wrong: asked && (to === null || to === from) ? (to === null ? 'wrong' : 'same') : null,
    currency,
    busy: change.isPending,
    problem: change.error,
    save: () => {
      setAsked(true);
      if (to === null || to === from) return;
      if (isLargeRaise(from, to)) setDoubted(to);
      else send(to);
    },
    /** A raise so large that it is asked about: the way to say yes. */
    sure: to !== null && to === doubted ? () => send(to, true) : null,
  };
}
export type BudgetDraft = ReturnType<typeof useBudgetDraft>;
