import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../../../contracts/overview.ts';
import { AgentGlyph } from '../../components/agent-glyph.tsx';
import { Card } from '../../components/card.tsx';
import { Chart, ChartSwitch } from '../../components/chart.tsx';
import { Delta } from '../../components/stat-card.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatDate, formatNumber, formatPercent } from '../../lib/format.ts';
import { LatestRuns } from './latest-runs.tsx';

const look = {
  completed: { color: 'var(--chart-quiet)' },
  canceled: { color: 'var(--chart-past)', pattern: 'diagonal' },
  failed: { color: 'var(--negative)' },
  deadLetter: { color: 'var(--negative)', pattern: 'cross' },
} as const;
const series = Object.keys(look) as (keyof typeof look)[];

/** Tasks of seven days; exceptions stand on the normal case. */
export function Work({ tasks }: { tasks: Overview['tasks'] }) {
  const { t, i18n } = useTranslation('dashboard');
  const language = i18n.language;
  const { completed, completedBefore, successRate, successRateBefore } = tasks;
  const points =
    successRate !== null && successRateBefore !== null ? (successRate - successRateBefore) * 100 : null;
  const [table, setTable] = useState(false);
  const sum = (key: keyof typeof look) => tasks.days.reduce((total, day) => total + day[key], 0);
  const nothing = series.every((key) => sum(key) === 0);
  return (
    <Card
      title={t('work.title')}
      hint={<span className="xs i3">{t('work.days')}</span>}
      aside={<ChartSwitch table={table} onChange={setTable} />}
    >
      <div className="ops">
        <Fact label={t('work.total')} value={formatNumber(tasks.totalAgents, language)} />
        <Fact label={t('work.active')} value={formatNumber(tasks.activeAgents, language)} />
        <Fact label={t('work.completed')} value={formatNumber(completed, language)}>
          {completedBefore > 0 && (
            <Delta
              change={completed - completedBefore}
              text={formatPercent(Math.abs(completed / completedBefore - 1), language)}
            />
          )}
        </Fact>
        <Fact
          label={t('work.rate')}
          value={successRate === null ? t('work.tooEarly') : formatPercent(successRate, language)}
        >
          {points !== null && (
            <Delta
              change={points}
              text={t('work.points', { value: formatNumber(Math.abs(points), language, 1) })}
            />
          )}
        </Fact>
      </div>
      <div className="cbody">
        <Chart
          title={t('work.title')}
          table={table}
          empty={nothing ? t('work.nothing') : undefined}
          rowHead={t('work.day')}
          data={tasks.days.map((day) => ({ ...day, label: formatDate(day.day, language, 'weekday') }))}
          series={series.map((key) => ({
            key,
            label: t(`work.series.${key}`),
            total: formatNumber(sum(key), language),
            ...look[key],
          }))}
          format={(value) => formatNumber(value, language)}
        />
      </div>
    </Card>
  );
}

function Fact({ label, value, children }: { label: string; value: string; children?: ReactNode }) {
  return (
    <div className="opstat">
      <div className="xs i2">{label}</div>
      <div className="row g6" style={{ alignItems: 'baseline' }}>
        <span className="num" style={{ fontSize: 18, lineHeight: '24px', fontWeight: 600 }}>
          {value}
        </span>
        {children}
      </div>
    </div>
  );
}

/** Agents that are switched on and what each does now. */
export function ActiveAgents({ agents }: { agents: Overview['agents'] }) {
  const { t } = useTranslation('dashboard');
  return (
    <Card
      title={t('agents.title')}
      count={agents.length}
      aside={
        <Link className="link sm" to="/agents">
          {t('agents.all')}
        </Link>
      }
    >
      <div style={{ padding: '6px 0 8px' }}>
        {agents.length === 0 && (
          <p className="sm i2" style={{ padding: '8px 20px' }}>
            {t('agents.empty')}
          </p>
        )}
        {agents.map((agent) => (
          <div key={agent.key} className="li t">
            <AgentGlyph agent={agent.key} small on />
            <div className="grow">
              <div className="sm m trunc">
                {agent.taskId ? <Link to={`/tasks/${agent.taskId}`}>{agent.name}</Link> : agent.name}
              </div>
              <div className="xs i2 trunc">
                {agent.capability
                  ? t(`capability.${agent.capability}`, { defaultValue: agent.capability })
                  : t('agents.idle')}
              </div>
            </div>
            <StateBadge state={agent.state} />
          </div>
        ))}
      </div>
      <LatestRuns />
    </Card>
  );
}
