import { ArrowDown, ArrowUp } from 'lucide-react';
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { PlatformTile, platformNames } from '../../components/figures.tsx';
import { formatMoney } from '../../lib/format.ts';
import type { Group, Sum } from './groups.ts';
import { EditingRow, Pace, Results, Row } from './row.tsx';
import type { Wish } from './status-menu.tsx';
import type { SortKey } from './view.ts';

export interface ListProps {
  /** Whole groups, for their sums. */
  groups: Group[];
  totals: Sum[];
  /** Ids of the campaigns on this page. */
  shown: ReadonlySet<string>;
  selected: ReadonlySet<string>;
  editing: string | null;
  /** Whether the reader's role and what the platform granted let it be changed. */
  changeable: (campaign: Campaign) => boolean;
  onSelect: (ids: string[], selected: boolean) => void;
  onEdit: (campaign: Campaign | null) => void;
  onSaved: (proposal: ProposalDetail) => void;
  onWish: (campaign: Campaign, wish: Wish) => void;
}

interface SortProps {
  sort: SortKey;
  down: boolean;
  onSort: (key: SortKey) => void;
}

const figures: SortKey[] = ['spend', 'value', 'roas', 'orders', 'cpa'];

/** Campaigns of each ad account with their sums, and the sums of all. */
export function CampaignTable(props: ListProps & SortProps) {
  const { groups, totals, shown, selected, changeable, onSelect } = props;
  const { t } = useTranslation('campaigns');
  const ids = groups
    .flatMap(({ campaigns }) => campaigns)
    .filter((campaign) => shown.has(campaign.id) && changeable(campaign))
    .map(({ id }) => id);
  const ticked = ids.filter((id) => selected.has(id)).length;
  const head = (key: SortKey, right = false) => <SortHead key={key} name={key} right={right} {...props} />;
  return (
    <div className="tblwrap" tabIndex={0} role="region" aria-label={t('title')}>
      <table className="tbl camp">
        <thead>
          <tr>
            <td className="th">
              {ids.length > 0 && (
                <Checkbox
                  label={t('selectAll')}
                  checked={ticked > 0 && ticked === ids.length}
                  partly={ticked > 0}
                  onChange={(on) => onSelect(ids, on)}
                />
              )}
            </td>
            {head('name')}
            {head('status')}
            {head('budget', true)}
            {head('pace')}
            {figures.map((key) => head(key, true))}
          </tr>
        </thead>
        {groups
          .filter(({ campaigns }) => campaigns.some(({ id }) => shown.has(id)))
          .map((group) => (
            <tbody key={group.key}>
              <GroupRow group={group} />
              {group.campaigns
                .filter(({ id }) => shown.has(id))
                .map((campaign) => (
                  <CampaignRow key={campaign.id} campaign={campaign} {...props} />
                ))}
            </tbody>
          ))}
        <tfoot>
          {totals.map((sum) => (
            <TotalRow key={sum.currency} sum={sum} />
          ))}
        </tfoot>
      </table>
    </div>
  );
}

function SortHead({ name, right, sort, down, onSort }: SortProps & { name: SortKey; right: boolean }) {
  const { t } = useTranslation('campaigns');
  const on = sort === name;
  const Arrow = down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={clsx(right && 'r', name === 'name' && 'nm')}
      aria-sort={on ? (down ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" className="sort" onClick={() => onSort(name)}>
        {on && <Arrow size={12} aria-hidden />}
        {t(`column.${name}`)}
      </button>
    </th>
  );
}

function CampaignRow({ campaign, ...list }: ListProps & { campaign: Campaign }) {
  const row = {
    campaign,
    selected: list.selected.has(campaign.id),
    changeable: list.changeable(campaign),
    onSelect: (on: boolean) => list.onSelect([campaign.id], on),
    onEdit: () => list.onEdit(campaign),
    onWish: (wish: Wish) => list.onWish(campaign, wish),
  };
  if (list.editing !== campaign.id) return <Row {...row} />;
  return <EditingRow {...row} onClose={() => list.onEdit(null)} onSaved={list.onSaved} />;
}

const asTotals = (sum: Sum) => ({
  currency: sum.currency,
  spendMicros: String(sum.spendMicros),
  conversionValueMicros: sum.valueMicros === null ? null : String(sum.valueMicros),
  roas: sum.roas,
  conversions: sum.conversions,
  cpaMicros: sum.cpaMicros,
});

function useBudget() {
  const { i18n } = useTranslation();
  return ({ budgetMicros, currency }: Sum) =>
    budgetMicros > 0n && formatMoney({ micros: budgetMicros, currency }, i18n.language);
}

function GroupRow({ group: { platform, accountName, sum } }: { group: Group }) {
  const budget = useBudget();
  return (
    <tr className="grp">
      <td />
      <th scope="rowgroup" colSpan={2}>
        <span className="row g8">
          <PlatformTile platform={platform} />
          <span className="trunc">
            {platformNames[platform]} · {accountName}
          </span>
          <span className="i3">{sum.count}</span>
        </span>
      </th>
      <td className="r">{budget(sum)}</td>
      <td />
      <Results totals={asTotals(sum)} />
    </tr>
  );
}

function TotalRow({ sum }: { sum: Sum }) {
  const { t } = useTranslation('campaigns');
  const budget = useBudget();
  const share = (part: bigint) => Number(part) / Number(sum.budgetMicros);
  return (
    <tr>
      <td />
      <th scope="row" colSpan={2}>
        {t('count', { count: sum.count })}
      </th>
      <td className="r">{budget(sum)}</td>
      <td>
        {sum.budgetMicros > 0n && (
          <Pace share={share(sum.spentTodayMicros)} due={share(sum.expectedMicros)} />
        )}
      </td>
      <Results totals={asTotals(sum)} />
    </tr>
  );
}
