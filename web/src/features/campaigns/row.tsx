import { ArrowDown } from 'lucide-react';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Campaign, Totals } from '../../../../contracts/campaigns.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { PacingBar } from '../../components/figures.tsx';
import { formatMoney, formatNumber, formatPercent, formatRatio } from '../../lib/format.ts';
import { BudgetFigure, isEditable } from './budget-figure.tsx';
import { BudgetInput, BudgetStrip } from './budget-strip.tsx';
import { Status, isUnderWay, useStatusWord } from './status.tsx';
import { StatusMenu, canPause, canResume, type Wish } from './status-menu.tsx';
import { useBudgetDraft, type EditableCampaign } from './use-budget-draft.ts';
import { isProposed, spentShare } from './view.ts';

export const columns = 10;

export interface RowProps {
  campaign: Campaign;
  selected: boolean;
  /** False: the reader's role, or the access that the platform gave, may only look. */
  changeable: boolean;
  onSelect: (selected: boolean) => void;
  onEdit: () => void;
  onWish: (wish: Wish) => void;
}

export function Row(props: RowProps & { budget?: ReactNode; editing?: boolean }) {
  const { campaign, selected, changeable, onSelect, onEdit, budget, editing } = props;
  const { t } = useTranslation('campaigns');
  const share = spentShare(campaign);
  return (
    <tr
      data-campaign={campaign.id}
      tabIndex={-1}
      className={clsx(selected && 'sel', editing && 'edit')}
      aria-label={campaign.name}
    >
      <td>
        {changeable && (
          <Checkbox label={t('select', { name: campaign.name })} checked={selected} onChange={onSelect} />
        )}
      </td>
      <th scope="row" className="nm">
        <span className="m trunc" title={campaign.name}>
          {campaign.name}
        </span>
      </th>
      <td>
        <StatusCell {...props} />
      </td>
      <td className="r">
        {budget ?? <BudgetFigure campaign={campaign} onEdit={changeable ? onEdit : null} />}
      </td>
      <td>{share !== null && <Pace share={share} due={campaign.dayShare} />}</td>
      <Results totals={campaign.totals} before={campaign.before} />
    </tr>
  );
}

function StatusCell({ campaign, changeable, onWish }: RowProps) {
  const { t } = useTranslation('campaigns');
  const status = useStatusWord()(campaign);
  const possible = canPause(campaign) || canResume(campaign) || isProposed(campaign);
  const still = isUnderWay(campaign) || (campaign.pending?.state === 'proposed' && !isProposed(campaign));
  if (!changeable || !possible || still) return <Status campaign={campaign} />;
  return (
    <StatusMenu campaign={campaign} onWish={onWish}>
      <button type="button" className="cell-edit st" aria-label={t('act', { name: campaign.name, status })}>
        <Status campaign={campaign} />
      </button>
    </StatusMenu>
  );
}

/** The row with its budget being typed, and what the change means below it. */
export function EditingRow({
  onClose,
  onSaved,
  ...props
}: RowProps & { onClose: () => void; onSaved: (proposal: ProposalDetail) => void }) {
  if (!isEditable(props.campaign)) return <Row {...props} />;
  return <Editing {...props} campaign={props.campaign} onClose={onClose} onSaved={onSaved} />;
}

function Editing({
  campaign,
  onClose,
  onSaved,
  ...props
}: RowProps & {
  campaign: EditableCampaign;
  onClose: () => void;
  onSaved: (proposal: ProposalDetail) => void;
}) {
  const draft = useBudgetDraft(campaign, onSaved);
  return (
    <>
      <Row
        {...props}
        campaign={campaign}
        editing
        budget={<BudgetInput campaign={campaign} draft={draft} onClose={onClose} />}
      />
      <tr className="strip">
        <td colSpan={columns}>
          <BudgetStrip campaign={campaign} draft={draft} onClose={onClose} />
        </td>
      </tr>
    </>
  );
}

/** Bar and percentage of today's budget. */
export function Pace({ share, due }: { share: number; due: number }) {
  const { i18n } = useTranslation();
  return (
    <span className="row g8 pacing">
      <PacingBar spent={share} due={due} />
      <span className="num xs i2">{formatPercent(share, i18n.language, 0)}</span>
    </span>
  );
}

type ResultTotals = Pick<
  Totals,
  'currency' | 'spendMicros' | 'conversionValueMicros' | 'roas' | 'conversions' | 'cpaMicros'
>;

/** A fall by a quarter or more is worth a mark. */
const fell = (now: number | null, before: number | null) =>
  now !== null && before !== null && now < 0.75 * before;

/** Spend, claimed revenue and what follows from them; what no platform sent stays empty. */
export function Results({ totals, before }: { totals: ResultTotals; before?: ResultTotals }) {
  const { t, i18n } = useTranslation('campaigns');
  const { currency } = totals;
  const money = (micros: string | null, cents: 'auto' | 'always' = 'auto') =>
    micros === null ? '' : formatMoney({ micros, currency }, i18n.language, { cents });
  const down = before !== undefined && fell(totals.roas, before.roas);
  return (
    <>
      <td className="r">{money(totals.spendMicros, 'auto')}</td>
      <td className="r">{money(totals.conversionValueMicros)}</td>
      <td className={clsx('r', down && 'neg')}>
        {totals.roas !== null && (
          <span
            className="row g4 end"
            title={down ? t('fell', { before: ratio(before.roas!, i18n.language) }) : undefined}
          >
            {down && (
              <ArrowDown
                size={12}
                role="img"
                aria-label={t('fell', { before: ratio(before.roas!, i18n.language) })}
              />
            )}
            {ratio(totals.roas, i18n.language)}
          </span>
        )}
      </td>
      <td className="r">
        {totals.conversions === null ? '' : formatNumber(totals.conversions, i18n.language)}
      </td>
      <td className="r">{money(totals.cpaMicros, 'always')}</td>
    </>
  );
}
const ratio = formatRatio;
