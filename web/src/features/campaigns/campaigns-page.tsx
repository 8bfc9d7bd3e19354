import { ChevronLeft, ChevronRight, Info } from 'lucide-react';
import { clsx } from 'clsx';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/states.tsx';
import { formatDate, formatPercent } from '../../lib/format.ts';
import { usePhone } from '../../lib/use-phone.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { ConnectAgain } from '../connections/connect-again.tsx';
import { useUngranted } from '../connections/queries.ts';
import { isEditable } from './budget-figure.tsx';
import { BulkBar, possible } from './bulk-bar.tsx';
import './campaigns.css';
import { CampaignCards } from './cards.tsx';
import { ChangeWatch } from './change-watch.tsx';
import { NoCampaigns, NoMatch, WaitingTable } from './empty.tsx';
import { groupCampaigns, totalsByCurrency } from './groups.ts';
import { daysOf } from './period.ts';
import { PeriodPicker } from './period-picker.tsx';
import { useCampaigns, useRevert } from './queries.ts';
import { StatusDialog } from './status-dialog.tsx';
import type { Wish } from './status-menu.tsx';
import { CampaignTable } from './table.tsx';
import { sortWords, Toolbar } from './toolbar.tsx';
import { useFilters, type PageState } from './use-filters.ts';
import { focusRow, useRowKeys } from './use-row-keys.ts';
import { narrow, ofView, sortCampaigns, views } from './view.ts';

const PAGE = 50;

interface Watched {
  ids: string[];
  undoable: boolean;
}

/** Campaigns of every platform: what they may spend, what they spend, and what that brought. */
export default function CampaignsPage() {
  const { t, i18n } = useTranslation(['campaigns', 'app']);
  const [state, change] = useFilters();
  const search = useDeferredValue(state.search);
  const days = daysOf(state.period);
  const query = useCampaigns({ ...days, search });
  const { data: session } = useSession();
  const changeable = useMay('change');
  const { data } = query;
  const time = data?.syncedAt && formatDate(data.syncedAt, i18n.language, 'time', session?.tenant.timeZone);
  return (
    <main className="page wide">
      <div className="phead">
        <div>
          <h1>{t('title')}</h1>
          <p className="sub">
            {time && `${t('asOf', { time })} `}
            {t('claimed')}
          </p>
        </div>
        <PeriodPicker
          period={state.period}
          shown={data?.period ?? days}
          before={data?.before ?? null}
          onChange={change}
        />
      </div>
      {query.isPending && <WaitingTable />}
      {query.error && !data && (
        <section className="card">
          <ErrorState heading="h2" problem={query.error} onRetry={() => void query.refetch()} />
        </section>
      )}
      {data &&
        (data.campaigns.length === 0 && search === '' ? (
          <NoCampaigns connected={(session?.counts.connections ?? 0) > 0} kept={data.syncedAt !== null} />
        ) : (
          <Campaigns
            campaigns={data.campaigns}
            more={data.more}
            state={state}
            changeable={changeable}
            onChange={change}
          />
        ))}
    </main>
  );
}

interface CampaignsProps {
  campaigns: Campaign[];
  more: boolean;
  state: PageState;
  changeable: boolean;
  onChange: (change: Record<string, string | null>) => void;
}

function Campaigns({ campaigns, more, state, changeable, onChange }: CampaignsProps) {
  const { t } = useTranslation('campaigns');
  const phone = usePhone();
  const searchRef = useRef<HTMLInputElement>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<string | null>(null);
  const [wish, setWish] = useState<{ wish: Wish; campaigns: Campaign[] } | null>(null);
  const [watched, setWatched] = useState<Watched[]>([]);
  const revert = useRevert();
  const ungranted = useUngranted();
  const blocked = ungranted.filter(({ id }) => campaigns.some((one) => one.connectionId === id));
  const may = ({ connectionId }: Campaign) => changeable && !blocked.some(({ id }) => id === connectionId);

  const wanted = narrow(campaigns, state);
  const inView = ofView(wanted, state.view);
  const groups = groupCampaigns(sortCampaigns(inView, state));
  const ordered = groups.flatMap((group) => group.campaigns);
  const pages = Math.max(1, Math.ceil(ordered.length / PAGE));
  const page = Math.min(state.page, pages);
  const shown = new Set(ordered.slice((page - 1) * PAGE, page * PAGE).map(({ id }) => id));
  const ticked = ordered.filter(({ id }) => selected.has(id));

  const watch = (ids: string[], undoable = true) => setWatched((old) => [...old, { ids, undoable }]);
  const select = (ids: string[], on: boolean) =>
    setSelected((old) => new Set(on ? [...old, ...ids] : [...old].filter((id) => !ids.includes(id))));
  const edit = (campaign: Campaign | null) => {
    if (campaign && (!may(campaign) || !isEditable(campaign))) return;
    if (!campaign && editing) focusRow(editing);
    setEditing(campaign?.id ?? null);
  };
  const saved = ({ id }: ProposalDetail) => {
    if (editing) focusRow(editing);
    setEditing(null);
    watch([id]);
  };
  const undo = (ids: string[]) =>
    revert.mutate(ids, {
      onSuccess: (back) =>
        watch(
          back.map(({ id }) => id),
          false,
        ),
    });

  const found = (id: string) => ordered.find((campaign) => campaign.id === id) ?? null;
  useRowKeys({
    onSelect: (id) => {
      const campaign = found(id);
      if (campaign && may(campaign)) select([id], !selected.has(id));
    },
    onOpen: (id) => edit(found(id)),
    onSearch: () => searchRef.current?.focus(),
    onClear: () => setSelected(new Set()),
  });

  const list = {
    groups,
    totals: totalsByCurrency(ordered),
    shown,
    selected,
    editing,
    changeable: may,
    onSelect: select,
    onEdit: edit,
    onSaved: saved,
    onWish: (campaign: Campaign, one: Wish) => setWish({ wish: one, campaigns: [campaign] }),
  };
  const toolbar = (
    <Toolbar
      state={state}
      platforms={[...new Set(campaigns.map(({ platform }) => platform))]}
      searchRef={searchRef}
      withSort={phone}
      onChange={onChange}
    />
  );
  const none = ordered.length === 0 && (
    <NoMatch
      search={state.search}
      others={state.search === '' ? campaigns.length : null}
      onClear={() => onChange({ search: null, platform: null, status: null, view: null })}
    />
  );
  return (
    <>
      {watched.map(({ ids, undoable }) => (
        <ChangeWatch
          key={ids.join()}
          ids={ids}
          onUndo={undoable ? undo : null}
          onEnd={() => setWatched((old) => old.filter((one) => one.ids !== ids))}
        />
      ))}
      {revert.isError && (
        <section className="card">
          <ErrorState heading="h2" problem={revert.error} />
        </section>
      )}
      <Views campaigns={wanted} state={state} onChange={onChange} />
      {phone ? (
        <>
          <div className="row wrap mtools">{toolbar}</div>
          {none || <CampaignCards {...list} />}
        </>
      ) : (
        <section className="card ctable">
          <div className="tools">
            {toolbar}
            <Expected campaigns={ordered} />
          </div>
          {none || (
            <CampaignTable
              {...list}
              sort={state.sort}
              down={state.down}
              onSort={(key) => onChange({ sort: sortWords(key, state) })}
            />
          )}
        </section>
      )}
      {pages > 1 && <Pages page={page} pages={pages} total={ordered.length} onChange={onChange} />}
      {more && <Note>{t('tooMany', { count: campaigns.length })}</Note>}
      {!changeable && <Note>{t('readOnly')}</Note>}
      {changeable &&
        blocked.map((connection) => <ConnectAgain key={connection.id} connection={connection} />)}
      {ticked.length > 0 && !phone && (
        <BulkBar
          campaigns={ticked}
          onWish={(one) => setWish({ wish: one, campaigns: possible(ticked, one) })}
          onClear={() => setSelected(new Set())}
        />
      )}
      {wish && (
        <StatusDialog
          {...wish}
          onClose={() => setWish(null)}
          onSent={(ids) => {
            setSelected(new Set());
            watch(ids);
          }}
        />
      )}
    </>
  );
}

function Views({ campaigns, state, onChange }: Pick<CampaignsProps, 'campaigns' | 'state' | 'onChange'>) {
  const { t } = useTranslation('campaigns');
  return (
    <div className="tabs views" role="group" aria-label={t('view.label')}>
      {views.map((view) => (
        <button
          key={view}
          type="button"
          className={clsx(state.view === view && 'on')}
          aria-pressed={state.view === view}
          onClick={() => onChange({ view: view === 'all' ? null : view })}
        >
          {t(`view.${view}`)}
          <span className="count">{ofView(campaigns, view).length}</span>
        </button>
      ))}
    </div>
  );
}

/** Where pacing should be now; left out where accounts in different zones would make it two figures. */
function Expected({ campaigns }: { campaigns: Campaign[] }) {
  const { t, i18n } = useTranslation('campaigns');
  const shares = campaigns.map(({ dayShare }) => dayShare);
  const share = shares[0];
  if (share === undefined || Math.max(...shares) - Math.min(...shares) > 0.005) return null;
  return (
    <span className="legend">
      <span>
        <u className="tick" />
        {t('expected', { share: formatPercent(share, i18n.language, 0) })}
      </span>
    </span>
  );
}

interface PagesProps {
  page: number;
  pages: number;
  total: number;
  onChange: CampaignsProps['onChange'];
}

function Pages({ page, pages, total, onChange }: PagesProps) {
  const { t } = useTranslation('campaigns');
  const go = (to: number) => onChange({ page: to === 1 ? null : String(to) });
  return (
    <nav className="row end" aria-label={t('pages')}>
      <span className="sm i2 num">
        {t('shown', { from: (page - 1) * PAGE + 1, to: Math.min(page * PAGE, total), total })}
      </span>
      <Button aria-label={t('previous')} disabled={page === 1} onClick={() => go(page - 1)}>
        <ChevronLeft size={14} aria-hidden />
      </Button>
      <Button aria-label={t('next')} disabled={page === pages} onClick={() => go(page + 1)}>
        <ChevronRight size={14} aria-hidden />
      </Button>
    </nav>
  );
}

const Note = ({ children }: { children: string }) => (
  <p className="xs i2 row g6">
    <Info size={13} aria-hidden />
    {children}
  </p>
);
