import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Agent } from '../../../../contracts/agents.ts';
import { AgentGlyph } from '../../components/agent-glyph.tsx';
import { formatAge, formatNumber, formatPercent } from '../../lib/format.ts';
import { AddAgent } from './add-agent.tsx';
import { AgentState, EnabledSwitch } from './agent-controls.tsx';
import { useUpdateAgent } from './use-update-agent.ts';

interface TableProps {
  agents: Agent[];
  allowed: boolean;
  onConfigure: (key: string) => void;
}

/** All agents in rows, to compare them. */
export function AgentTable({ agents, allowed, onConfigure }: TableProps) {
  const { t } = useTranslation(['agents', 'app']);
  return (
    <div className="card tblwrap" role="region" aria-label={t('title')} tabIndex={0}>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">{t('column.agent')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('app:autonomy.label')}</th>
            <th scope="col" className="r">
              {t('column.right')}
            </th>
            <th scope="col" className="r">
              {t('tasks')}
            </th>
            <th scope="col" className="r">
              {t('success')}
            </th>
            <th scope="col" className="r">
              {t('column.lastRun')}
            </th>
            <th scope="col">
              <span className="sr">{t('column.on')}</span>
            </th>
            <th scope="col">
              <span className="sr">{t('configure')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <Row key={agent.key} agent={agent} allowed={allowed} onConfigure={() => onConfigure(agent.key)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ agent, allowed, onConfigure }: { agent: Agent; allowed: boolean; onConfigure: () => void }) {
  const { t, i18n } = useTranslation(['agents', 'app']);
  const update = useUpdateAgent(agent);
  const known = agent.calibration.length;
  const here = agent.available && agent.instance !== null;
  const figure = (text: string) => <td className="r">{agent.available ? text : ''}</td>;
  return (
    <tr>
      <th scope="row">
        <span className="row g8">
          <AgentGlyph agent={agent.key} small on={agent.instance?.enabled} />
          {agent.name}
          {agent.premium && <span className="badge pr">{t('premium')}</span>}
        </span>
      </th>
      <td>
        <AgentState agent={agent} />
      </td>
      <td>{agent.instance && t(`app:autonomy.${agent.instance.autonomy}`)}</td>
      {figure(
        known < 5
          ? t('early')
          : formatPercent(agent.calibration.filter(Boolean).length / known, i18n.language, 0),
      )}
      {figure(formatNumber(agent.tasks, i18n.language))}
      {figure(agent.successRate === null ? '–' : formatPercent(agent.successRate, i18n.language))}
      {figure(agent.lastRunAt ? formatAge(agent.lastRunAt, i18n.language) : '–')}
      <td>{here && <EnabledSwitch agent={agent} update={update} allowed={allowed} />}</td>
      <td className="r">
        {agent.state === 'locked' && (
          <Link className="link xs" to="/settings/plan">
            {t(agent.available ? 'opensWith' : 'opensLater')}
          </Link>
        )}
        {agent.available && !agent.instance && agent.state !== 'locked' && (
          <AddAgent agent={agent} allowed={allowed} />
        )}
        {here && (
          <button
            type="button"
            className="link xs"
            aria-label={`${t('configure')}: ${agent.name}`}
            onClick={onConfigure}
          >
            {t('configure')}
          </button>
        )}
      </td>
    </tr>
  );
}
