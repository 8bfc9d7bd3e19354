import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../../../contracts/agents.ts';
import { Button } from '../../components/button.tsx';
import { Segmented, Switch } from '../../components/controls.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { showToast } from '../../components/toast.ts';
import { formatPercent } from '../../lib/format.ts';
import type { UpdateAgent } from './use-update-agent.ts';

interface ControlProps {
  agent: Agent;
  update: UpdateAgent;
  /** False: the person's role may look but not change. */
  allowed: boolean;
}

/** On or off, with the way back in a toast. */
export function EnabledSwitch({ agent, update, allowed }: ControlProps) {
  const { t } = useTranslation(['agents', 'app']);
  const enabled = agent.instance?.enabled ?? false;
  const change = (next: boolean) =>
    update.mutate(
      { enabled: next },
      {
        onSuccess: (at) =>
          showToast(t(next ? 'isOn' : 'isOff', { name: agent.name }), {
            undo: { label: t('app:undo'), onUndo: () => update.mutate({ enabled: !next, at }) },
          }),
      },
    );
  return (
    <Switch
      label={agent.name}
      checked={update.isPending ? (update.variables.enabled ?? enabled) : enabled}
      disabled={update.isPending || !allowed}
      onChange={change}
    />
  );
}

const levels = ['suggest', 'ask', 'act'] as const;

/** How far the agent goes alone. To let it act is asked once more, with its limits. */
export function AutonomyChoice({ agent, update, allowed }: ControlProps) {
  const { t, i18n } = useTranslation(['agents', 'app']);
  const [asking, setAsking] = useState(false);
  const step = agent.instance?.settings.stepLimit;
  return (
    <>
      <Segmented
        label={`${t('app:autonomy.label')}: ${agent.name}`}
        value={agent.instance?.autonomy ?? 'ask'}
        disabled={update.isPending || !allowed}
        options={levels.map((value) => ({ value, label: t(`app:autonomy.${value}`) }))}
        onChange={(autonomy) => (autonomy === 'act' ? setAsking(true) : update.mutate({ autonomy }))}
      />
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('letAct.ask', { name: agent.name })}
        text={t('letAct.text', {
          step: formatPercent(typeof step === 'number' ? step : 0.2, i18n.language, 0),
        })}
      >
        <div className="row g8" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
          <Button onClick={() => setAsking(false)}>{t('app:cancel')}</Button>
          <Button
            variant="primary"
            onClick={() => {
              setAsking(false);
              update.mutate({ autonomy: 'act' });
            }}
          >
            {t('letAct.do')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

/** Active is quiet: a dot and a word. Everything else is a badge. */
export function AgentState({ agent }: { agent: Agent }) {
  const { t } = useTranslation(['agents', 'app']);
  if (agent.state === 'running' || agent.state === 'error') return <StateBadge state={agent.state} />;
  const active = agent.state === 'active';
  const words =
    active || agent.state === 'inactive' ? t(`app:state.${agent.state}`) : t(`state.${agent.state}`);
  return (
    <span className="badge plain">
      <span className={active ? 'dot' : 'dot off'} />
      {words}
    </span>
  );
}
