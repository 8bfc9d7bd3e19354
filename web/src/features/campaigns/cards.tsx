import { EllipsisVertical } from 'lucide-react';
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { PlatformTile } from '../../components/figures.tsx';
import { formatMoney, formatRatio } from '../../lib/format.ts';
import { BudgetFigure, isEditable } from './budget-figure.tsx';
import { BudgetSheet } from './budget-strip.tsx';
import { Pace } from './row.tsx';
import { Status, isUnderWay, isWaiting } from './status.tsx';
import { StatusMenu, canPause, canResume } from './status-menu.tsx';
import type { ListProps } from './table.tsx';
import { useBudgetDraft, type EditableCampaign } from './use-budget-draft.ts';
import { isProposed, spentShare } from './view.ts';

/** Campaigns on a phone: sums first, then a card each; the budget opens a sheet. */
export function CampaignCards(props: ListProps) {
  const { groups, totals, shown, editing, onEdit, onSaved } = props;
  const campaigns = groups.flatMap((group) => group.campaigns).filter(({ id }) => shown.has(id));
  const edited = campaigns.find(({ id }) => id === editing);
  return (
    <>
      {totals.map((sum) => (
        <section key={sum.currency} className="card mcard">
          <Figures
            big
            currency={sum.currency}
            spend={String(sum.spendMicros)}
            value={sum.valueMicros === null ? null : String(sum.valueMicros)}
            roas={sum.roas}
          />
        </section>
      ))}
      <ul className="mlist">
        {campaigns.map((campaign) => (
          <CampaignCard key={campaign.id} campaign={campaign} {...props} />
        ))}
      </ul>
      {edited && isEditable(edited) && (
        <EditSheet campaign={edited} onClose={() => onEdit(null)} onSaved={onSaved} />
      )}
    </>
  );
}

interface EditSheetProps {
  campaign: EditableCampaign;
  onClose: () => void;
  onSaved: (proposal: ProposalDetail) => void;
}

function EditSheet({ campaign, onClose, onSaved }: EditSheetProps) {
  const draft = useBudgetDraft(campaign, onSaved);
  return <BudgetSheet campaign={campaign} draft={draft} onClose={onClose} />;
}

function CampaignCard({ campaign, editing, onEdit, onWish, ...list }: ListProps & { campaign: Campaign }) {
  const { t } = useTranslation('campaigns');
  const { name, totals } = campaign;
  const share = spentShare(campaign);
  const changeable = list.changeable(campaign);
  const open = changeable && !isUnderWay(campaign) && !isWaiting(campaign);
  const possible = canPause(campaign) || canResume(campaign) || isProposed(campaign);
  return (
    <li
      className={clsx('card mcard', editing === campaign.id && 'act')}
      data-campaign={campaign.id}
      tabIndex={-1}
      aria-label={name}
    >
      <div className="row g8">
        <PlatformTile platform={campaign.platform} />
        <span className="m trunc grow">{name}</span>
        {open && possible && (
          <StatusMenu campaign={campaign} onWish={(wish) => onWish(campaign, wish)}>
            <button type="button" className="iconbtn" aria-label={t('more', { name })}>
              <EllipsisVertical size={16} aria-hidden />
            </button>
          </StatusMenu>
        )}
      </div>
      <div className="row between">
        <Status campaign={campaign} />
        <BudgetFigure
          campaign={campaign}
          onEdit={changeable ? () => onEdit(campaign) : null}
          unit={t('aDay')}
        />
      </div>
      {share !== null && <Pace share={share} due={campaign.dayShare} />}
      <Figures
        currency={totals.currency}
        spend={totals.spendMicros}
        value={totals.conversionValueMicros}
        roas={totals.roas}
      />
    </li>
  );
}

interface FiguresProps {
  currency: string;
  spend: string;
  value: string | null;
  roas: number | null;
  big?: boolean;
}

function Figures({ currency, spend, value, roas, big }: FiguresProps) {
  const { t, i18n } = useTranslation('campaigns');
  const money = (micros: string) => formatMoney({ micros, currency }, i18n.language, { cents: 'auto' });
  return (
    <dl className={clsx('m3', big && 'big')}>
      <div>
        <dt>{t('column.spend')}</dt>
        <dd className="num">{money(spend)}</dd>
      </div>
      <div>
        <dt>{t('column.value')}</dt>
        <dd className="num">{value === null ? '–' : money(value)}</dd>
      </div>
      <div>
        <dt>{t('column.roas')}</dt>
        <dd className="num">{roas === null ? '–' : formatRatio(roas, i18n.language)}</dd>
      </div>
    </dl>
  );
}
