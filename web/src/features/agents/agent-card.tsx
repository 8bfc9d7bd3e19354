import { CircleX, Lock } from 'lucide-react';
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Agent } from '../../../../contracts/agents.ts';
import { AgentGlyph } from '../../components/agent-glyph.tsx';
import { CalibrationStrip } from '../../components/figures.tsx';
import { PlanHelp } from '../../components/plan-help.tsx';
import { formatNumber, formatPercent } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { AddAgent } from './add-agent.tsx';
import { AgentState, AutonomyChoice, EnabledSwitch } from './agent-controls.tsx';
import { useUpdateAgent, type UpdateAgent } from './use-update-agent.ts';

interface CardProps {
  agent: Agent;
  allowed: boolean;
  onConfigure: () => void;
}

export function AgentCard({ agent, allowed, onConfigure }: CardProps) {
  const { t } = useTranslation('agents');
  const update = useUpdateAgent(agent);
  const enabled = agent.instance?.enabled ?? false;
  const here = agent.available && agent.instance !== null;
  const look =
    agent.state === 'locked' || (!agent.available && agent.premium) ? 'lock' : enabled ? null : 'off';
  return (
    <article className={clsx('card ac', look)} aria-labelledby={`agent-${agent.key}`}>
      <div className="row" style={{ gap: 10 }}>
        <AgentGlyph agent={agent.key} small on={enabled} />
        <h3 id={`agent-${agent.key}`} className="trunc grow">
          {agent.name}
        </h3>
        {here && <EnabledSwitch agent={agent} update={update} allowed={allowed} />}
      </div>
      <div className="xs i2" style={{ marginTop: -4 }}>
        {t(`does.${agent.key}`)}
      </div>
      {here ? (
        <Available agent={agent} update={update} allowed={allowed} onConfigure={onConfigure} />
      ) : (
        <Absent agent={agent} allowed={allowed} />
      )}
    </article>
  );
}

/** Not in the workspace: to be added, locked by the plan, or of a later release. */
function Absent({ agent, allowed }: { agent: Agent; allowed: boolean }) {
  const { t } = useTranslation('agents');
  const locked = agent.state === 'locked';
  return (
    <>
      <ul className="does xs i2">
        {agent.capabilities.map((capability) => (
          <li key={capability}>{t(`capability.${capability}`, { defaultValue: capability })}</li>
        ))}
      </ul>
      <div className="acf row between wrap xs i2">
        {agent.premium && (
          <span className="badge pr">
            {locked && <Lock size={13} aria-hidden />}
            {t('premium')}
          </span>
        )}
        {!agent.premium && (agent.available ? t('notHere') : <AgentState agent={agent} />)}
        {locked && (
          <Link className="link" to="/settings/plan">
            {t(agent.available ? 'opensWith' : 'opensLater')}
          </Link>
        )}
        {!locked && !agent.available && (
          <span className="i3">{t(agent.premium ? 'state.unavailable' : 'nothingRuns')}</span>
        )}
        {!locked && agent.available && <AddAgent agent={agent} allowed={allowed} />}
      </div>
    </>
  );
}

function Available({ agent, update, allowed, onConfigure }: CardProps & { update: UpdateAgent }) {
  const { t, i18n } = useTranslation(['agents', 'app']);
  const words = useServerWords();
  const inside = agent.calibration.filter(Boolean).length;
  const known = agent.calibration.length;
  const early = known < 5;
  return (
    <>
      <div className="scr">
        <b className="num">{early ? '–' : formatPercent(inside / known, i18n.language, 0)}</b>
        <div>
          <div className="xs">{early ? t('early') : t('right')}</div>
          <div className="xs i3 num">
            {early ? t('known', { count: known }) : t('inside', { inside, count: known })}
          </div>
        </div>
      </div>
      <CalibrationStrip outcomes={agent.calibration} />
      <div className="acf row between wrap">
        <AgentState agent={agent} />
        <AutonomyChoice agent={agent} update={update} allowed={allowed} />
      </div>
      {update.error && (
        <p className="hint e" role="alert">
          <CircleX size={13} aria-hidden />
          <span>
            {words.problem(update.error)} <PlanHelp error={update.error} />
          </span>
        </p>
      )}
      <div className="acs">
        {agent.state === 'error' ? (
          <Link className="neg m row g6 trunc" to="/tasks?state=dead_letter">
            <CircleX size={13} aria-hidden />
            {t('lastFailed')}
          </Link>
        ) : (
          <dl>
            <div>
              <dt>{t('tasks')}</dt>
              <dd className="num">{formatNumber(agent.tasks, i18n.language)}</dd>
            </div>
            <div>
              <dt>{t('success')}</dt>
              <dd className="num">
                {agent.successRate === null ? '–' : formatPercent(agent.successRate, i18n.language)}
              </dd>
            </div>
          </dl>
        )}
        <button
          type="button"
          className="link xs"
          aria-label={`${t('configure')}: ${agent.name}`}
          onClick={onConfigure}
        >
          {t('configure')}
        </button>
      </div>
    </>
  );
}
