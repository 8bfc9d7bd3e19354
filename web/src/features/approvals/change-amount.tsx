import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProposalDetails } from '../../../../agents/budget-analyzer/proposal.ts';
import type { MoneyJson } from '../../../../contracts/common.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { isLargeRaise } from '../../../../domain/policy.ts';
import { Button } from '../../components/button.tsx';
import { platformNames } from '../../components/figures.tsx';
import { LargeRaise } from '../../components/large-raise.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState } from '../../components/states.tsx';
import { amountDecimals, readAmount, writeAmount } from '../../lib/amount.ts';
import { formatMoney } from '../../lib/format.ts';
import { meanAt, reachOf } from './curve.ts';
import { useChangeAmount } from './queries.ts';

interface ChangeAmountProps {
  proposal: ProposalDetail;
  onClose: () => void;
  /** The person's own proposal that carries the other amount out. */
  onDone: (id: string) => void;
}

/** Another amount than the proposed one: a change of the person's own; the agent's proposal is rejected with that reason. */
export function ChangeAmount({ proposal, onClose, onDone }: ChangeAmountProps) {
  const { t, i18n } = useTranslation(['approvals', 'app']);
  const change = useChangeAmount();
  const from = proposal.from.dailyBudget as MoneyJson;
  const to = proposal.to.dailyBudget as MoneyJson;
  const details = proposal.details as ProposalDetails | null;
  const [text, setText] = useState('');
  const [touched, setTouched] = useState(false);
  const [doubted, setDoubted] = useState<string | null>(null);
  const money = (micros: string, cents: 'exact' | 'never' = 'exact') =>
    formatMoney({ micros, currency: from.currency }, i18n.language, { cents });
  const amount = readAmount(text, i18n.language, from.currency);
  const wrong =
    amount === null ? `app:amount.decimals${amountDecimals(from.currency)}` : amount === from.micros ? 'amount.same' : amount === to.micros ? 'amount.asProposed' : null; // prettier-ignore
  const hint = () => {
    if (!amount || !details?.curve) return t('amount.hint', { currency: from.currency });
    const budget = Number(amount) / 1e6;
    const reach = reachOf(details.curve, budget);
    const value = money(String(Math.round(meanAt(details.curve, budget).mean * 1e6)), 'never');
    return t(`amount.expected.${reach}`, { value });
  };
  const platform = platformNames[proposal.platform];
  const send = (micros: string, sure?: true) => {
    if (change.isPending) return;
    const note = t('amount.note', { value: money(micros) });
    change.mutate({ proposal, micros, note, sure }, { onSuccess: ({ id }) => onDone(id) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (wrong || amount === null) return;
    if (isLargeRaise(from.micros, amount)) setDoubted(amount);
    else send(amount);
  };
  const asks = amount !== null && amount === doubted;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('amount.title')}
      text={t('amount.text', { campaign: proposal.campaignName, from: money(from.micros), platform })}
    >
      <form className="col g12" style={{ marginTop: 12 }} onSubmit={submit} noValidate>
        <div className="field">
          <label htmlFor="amount">{t('field.dailyBudget')}</label>
          <span className="row g8">
            <input
              id="amount"
              className="inp num"
              style={{ textAlign: 'right', flex: 1 }}
              inputMode="decimal"
              autoComplete="off"
              value={text}
              aria-invalid={touched && wrong !== null}
              aria-describedby="amount-hint"
              onBlur={() => setTouched(text !== '')}
              onChange={(event) => setText(event.target.value)}
            />
            <span className="i2 sm">{from.currency}</span>
          </span>
          <span id="amount-hint" className={touched && wrong ? 'hint e' : 'hint'} aria-live="polite">
            {touched && wrong
              ? t(wrong, { value: money(wrong === 'amount.same' ? from.micros : to.micros) })
              : hint()}
          </span>
        </div>
        <div className="row wrap g8">
          {details?.alternatives
            .filter((one) => one.kind !== 'as-now' && one.kind !== 'proposed')
            .map(({ budget }) => (
              <button
                key={budget.micros}
                type="button"
                className="chip num"
                onClick={() => setText(writeAmount(budget.micros, i18n.language, budget.currency))}
              >
                {money(budget.micros)}
              </button>
            ))}
        </div>
        <p className="xs i2">{t('amount.after', { value: money(to.micros) })}</p>
        {asks && (
          <LargeRaise
            {...{ from: from.micros, to: amount, currency: from.currency }}
            busy={change.isPending}
            onSure={() => send(amount, true)}
          />
        )}
        {change.isError && <ErrorState problem={change.error} />}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('ask.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={change.isPending && !asks}
            aria-disabled={asks || undefined}
          >
            {amount && !wrong ? t('amount.apply', { value: money(amount) }) : t('amount.title')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
