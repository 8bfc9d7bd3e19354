import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { buttonClass } from '../../components/button.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { formatDate } from '../../lib/format.ts';
import { useOverview } from '../../lib/use-overview.ts';
import { useSession } from '../../lib/use-session.ts';
import './dashboard.css';
import { ActiveAgents, Work } from './work.tsx';
import { Attention } from './attention.tsx';
import { Changes } from './changes.tsx';
import { Decisions } from './decisions.tsx';
import { Figures } from './figures.tsx';
import { PeriodPicker, usePeriod } from './period-picker.tsx';
import { SampleBanner } from './sample-banner.tsx';

export default function DashboardPage() {
  const { t, i18n } = useTranslation('dashboard');
  const session = useSession();
  const [days] = usePeriod();
  const overview = useOverview(days);
  const data = overview.data;
  const zone = session.data?.tenant.timeZone;
  return (
    <main className="page">
      {session.data?.tenant.sample && <SampleBanner />}
      <div className="phead">
        <div>
          <h1>{t('title')}</h1>
          {data && (
            <div className="sub">
              {t('asOf', {
                date: formatDate(data.asOf, i18n.language, 'full', zone),
                time: formatDate(data.metrics?.syncedAt ?? data.asOf, i18n.language, 'time', zone),
              })}
            </div>
          )}
        </div>
        <PeriodPicker metrics={data?.metrics ?? null} />
      </div>
      {overview.isPending ? (
        <Loading>
          <Skeleton height={290} />
          <Skeleton height={150} />
          <Skeleton height={360} />
        </Loading>
      ) : !data ? (
        <ErrorState problem={overview.error} onRetry={() => void overview.refetch()} />
      ) : !data.metrics && data.decisions.length === 0 && session.data?.counts.connections === 0 ? (
        <section className="card">
          <EmptyState
            title={t('first.title')}
            text={t('first.text')}
            action={
              <Link className={buttonClass('primary')} to="/connect">
                {t('first.action')}
              </Link>
            }
          />
        </section>
      ) : (
        <>
          <div className="grid g-84">
            <Decisions proposals={data.decisions} count={session.data?.counts.approvals} />
            <Attention
              items={data.attention}
              onTime={data.streamsOnTime}
              connected={session.data?.counts.connections !== 0}
            />
          </div>
          {data.metrics && <Figures metrics={data.metrics} />}
          <div className="grid g-84">
            <Work tasks={data.tasks} />
            <ActiveAgents agents={data.agents} />
          </div>
          {data.metrics && <Changes changes={data.changes} metrics={data.metrics} />}
        </>
      )}
    </main>
  );
}
