import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState } from '../../components/states.tsx';
import { useConnections } from '../connect/queries.ts';
import { useStartTask } from './queries.ts';

const capabilities = ['spend-analysis', 'spend-optimization', 'roi-forecast'] as const;

/** Starts a capability of Budget Analyzer for one selected ad account. */
export function NewRun({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const start = useStartTask();
  const accounts = (useConnections().data?.data ?? []).flatMap((c) =>
    c.accounts.filter((a) => a.selected).map((a) => ({ ...a, platform: c.platform })),
  );
  const [capability, setCapability] = useState<string>(capabilities[1]);
  const [chosen, setChosen] = useState('');
  const account = accounts.find((a) => a.id === chosen) ?? accounts[0];
  const run = () =>
    account &&
    start.mutate(
      { agent: 'budget-analyzer', capability, input: { platform: account.platform, accountId: account.id } },
      { onSuccess: ({ id }) => void navigate(`/tasks/${id}`) },
    );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('dialog.title')}>
      <div className="col g12" style={{ marginTop: 12 }}>
        <label className="field">
          <span className="lbl">{t('dialog.capability')}</span>
          <select className="inp" value={capability} onChange={(e) => setCapability(e.target.value)}>
            {capabilities.map((c) => (
              <option key={c} value={c}>
                {t(`capability.${c}`)}
              </option>
            ))}
          </select>
        </label>
        {account ? (
          <label className="field">
            <span className="lbl">{t('dialog.account')}</span>
            <select className="inp" value={account.id} onChange={(e) => setChosen(e.target.value)}>
              {accounts.map((a) => (
                <option key={a.id} value={a.id}>
                  {a.name}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <p className="sm i2">{t('dialog.none')}</p>
        )}
        {start.isError && <ErrorState problem={start.error} />}
        <Button variant="primary" busy={start.isPending} disabled={!account} onClick={run}>
          {t('dialog.start')}
        </Button>
      </div>
    </Dialog>
  );
}
