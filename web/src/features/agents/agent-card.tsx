import { Bot, Wallet } from 'lucide-react';
import { clsx } from 'clsx';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../../../contracts/agents.ts';
import { Segmented, Switch } from '../../components/controls.tsx';
import { CalibrationStrip } from '../../components/figures.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatNumber, formatPercent } from '../../lib/format.ts';
import { Configure } from './configure.tsx';
import { useUpdateAgent } from './use-update-agent.ts';

export function AgentCard({ agent }: { agent: Agent }) {
  const { t } = useTranslation('agents');
  const Icon = agent.available ? Wallet : Bot;
  const enabled = agent.instance?.enabled ?? false;
  const update = useUpdateAgent(agent);
  return (
    <article
      className={clsx('card ac', !agent.available ? (agent.premium ? 'lock' : 'off') : !enabled && 'off')}
    >
      <div className="row" style={{ gap: 10 }}>
        <span className={clsx('ag s', enabled && 'on')}>
          <Icon size={14} aria-hidden />
        </span>
        <h3 className="trunc grow">{agent.name}</h3>
        {agent.available && (
          <Switch
            label={agent.name}
            checked={enabled}
            disabled={update.isPending}
            onChange={(next) => update.mutate({ enabled: next })}
          />
        )}
      </div>
      {agent.available ? (
        <Available agent={agent} update={update} />
      ) : (
        <div className="acf row between xs i2">
          <span>{t('unavailable')}</span>
          {agent.premium && <span className="badge pr">{t('premium')}</span>}
        </div>
      )}
    </article>
  );
}

interface AvailableProps {
  agent: Agent;
  update: ReturnType<typeof useUpdateAgent>;
}
function Available({ agent, update }: AvailableProps) {
  const { t, i18n } = useTranslation(['agents', 'app']);
  const [open, setOpen] = useState(false);
  const inside = agent.calibration.filter(Boolean).length;
  const known = agent.calibration.length;
  const early = known < 5;
  return (
    <>
      <div className="xs i2" style={{ marginTop: -4 }}>
        {t(`does.${agent.key}`, { defaultValue: '' })}
      </div>
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
        <StateBadge state={agent.state} />
        <Segmented
          label={t('app:autonomy.label')}
          value={agent.instance?.autonomy ?? 'ask'}
          disabled={update.isPending}
          options={(['suggest', 'ask', 'act'] as const).map((value) => ({
            value,
            label: t(`app:autonomy.${value}`),
          }))}
          onChange={(autonomy) => update.mutate({ autonomy })}
        />
      </div>
      {update.error && (
        <p className="hint e" role="alert">
          {update.error.message}
        </p>
      )}
      <div className="acs">
        {agent.problem ? (
          <span className="neg trunc">{agent.problem}</span>
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
        <button type="button" className="link xs" onClick={() => setOpen(true)}>
          {t('configure')}
        </button>
      </div>
      {open && <Configure agent={agent} onClose={() => setOpen(false)} />}
    </>
  );
}
