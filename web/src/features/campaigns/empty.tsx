import { Plug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState, Loading, Skeleton } from '../../components/states.tsx';

interface NoCampaignsProps {
  connected: boolean;
  /** A connection that is no more has read something. */
  kept: boolean;
}

/** Nothing to show: the next act is to connect, or to wait for the first sync. */
export function NoCampaigns({ connected, kept }: NoCampaignsProps) {
  const { t } = useTranslation('campaigns');
  const action = connected ? (
    <Link className={buttonClass()} to="/connections">
      {t('empty.accounts')}
    </Link>
  ) : (
    <Link className={buttonClass('primary')} to="/connect">
      <Plug size={14} aria-hidden />
      {t('empty.connect')}
    </Link>
  );
  return (
    <section className="card">
      <EmptyState
        heading="h2"
        title={t(kept && !connected ? 'empty.unconnected' : 'empty.title')}
        text={t(connected ? 'empty.syncing' : kept ? 'empty.kept' : 'empty.text')}
        action={action}
      />
    </section>
  );
}

interface NoMatchProps {
  search: string;
  /** Campaigns without filters; null: not known. */
  others: number | null;
  onClear: () => void;
}

export function NoMatch({ search, others, onClear }: NoMatchProps) {
  const { t } = useTranslation('campaigns');
  return (
    <EmptyState
      heading="h2"
      title={search === '' ? t('none.title') : t('none.titleSearch', { search })}
      text={others === null ? undefined : t('none.without', { count: others })}
      action={<Button onClick={onClear}>{t('none.clear')}</Button>}
    />
  );
}

/** The table's place while it is read. */
export const WaitingTable = () => (
  <Loading>
    <section className="card waiting">
      {Array.from({ length: 12 }, (_, row) => (
        <div key={row} className="row g24">
          <Skeleton width={`${22 + ((row * 7) % 13)}%`} />
          <Skeleton width="8%" />
          <span className="grow" />
          <Skeleton width="6%" />
          <Skeleton width="8%" />
          <Skeleton width="8%" />
        </div>
      ))}
    </section>
  </Loading>
);
