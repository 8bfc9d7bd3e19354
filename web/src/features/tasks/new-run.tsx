import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Button, buttonClass } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { useConnections } from '../connections/queries.ts';
import { useAgents, useStartTask } from './queries.ts';

/** Starts a capability of an agent for one ad account; `agent` is the one chosen at first. */
export function NewRun({ agent: wanted, onClose }: { agent: string | null; onClose: () => void }) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const start = useStartTask();
  const connections = useConnections();
  const agents = useAgents();
  const [chosen, setChosen] = useState({ agent: wanted, capability: '', account: '' });
  const runnable = (agents.data ?? []).filter((one) => one.available);
  const agent = runnable.find((one) => one.key === chosen.agent) ?? runnable[0];
  const capability = agent?.capabilities.find((one) => one === chosen.capability) ?? agent?.capabilities[0];
  const accounts = (connections.data?.data ?? []).flatMap((c) =>
    c.accounts.filter((a) => a.selected).map((a) => ({ ...a, platform: c.platform })),
  );
  const account = accounts.find((a) => a.id === chosen.account) ?? accounts[0];
  const off = agent?.instance?.enabled === false;
  const choose = (change: Partial<typeof chosen>) => setChosen({ ...chosen, ...change });
  const run = () =>
    agent &&
    capability &&
    account &&
    start.mutate(
      { agent: agent.key, capability, input: { platform: account.platform, accountId: account.id } },
      { onSuccess: ({ id }) => void navigate(`/tasks/${id}`) },
    );
  const field = (key: 'agent' | 'capability' | 'account', value: string, options: [string, string][]) => (
    <label className="field">
      <span className="lbl">{t(`dialog.${key}`)}</span>
      <select className="inp" value={value} onChange={(event) => choose({ [key]: event.target.value })}>
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Dialog open onOpenChange={onClose} title={t('dialog.title')}>
      <div className="col g12" style={{ marginTop: 12 }}>
        {(agents.isPending || connections.isPending) && <Skeleton height={160} />}
        {(agents.error ?? connections.error) && <ErrorState problem={agents.error ?? connections.error} />}
        {agent &&
          field(
            'agent',
            agent.key,
            runnable.map((one) => [one.key, one.name]),
          )}
        {agent &&
          capability &&
          field(
            'capability',
            capability,
            agent.capabilities.map((one) => [one, t(`capability.${one}`, { defaultValue: one })]),
          )}
        {account &&
          field(
            'account',
            account.id,
            accounts.map((one) => [one.id, one.name]),
          )}
        {agent && off && (
          <p className="sm i2">
            {t('dialog.off', { agent: agent.name })}{' '}
            <Link className="link" to="/agents">
              {t('dialog.agents')}
            </Link>
          </p>
        )}
        {connections.data && !account && (
          <p className="sm i2">
            {t('dialog.none')}{' '}
            <Link className="link" to="/connect">
              {t('dialog.connect')}
            </Link>
          </p>
        )}
        {start.isError && <ErrorState problem={start.error} />}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <button type="button" className={buttonClass()} onClick={onClose}>
            {t('notNow')}
          </button>
          <Button variant="primary" busy={start.isPending} disabled={!account || !agent || off} onClick={run}>
            {t('dialog.start')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
