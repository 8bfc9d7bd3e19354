import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../../contracts/connections.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { useSession } from '../../lib/use-session.ts';
import { useConnectionAct } from './queries.ts';
import { useMay } from '../../lib/use-may.ts';
import { Trouble } from './trouble.tsx';

/** The ad accounts of a connection; the ticked ones are synced. */
export function AdAccounts({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const { data: session } = useSession();
  const manage = useMay('manage');
  const act = useConnectionAct();
  const { id, version, accounts } = connection;
  const selected = accounts.filter((account) => account.selected).map((account) => account.id);
  const choose = (account: string, on: boolean) =>
    act.mutate({
      id,
      version,
      act: 'select',
      accounts: on ? [...selected, account] : selected.filter((one) => one !== account),
    });
  return (
    <section aria-label={t('adAccounts')}>
      <div className="chead">
        <h2>{t('adAccounts')}</h2>
        <span className="xs i3">{t('selected', { count: selected.length, total: accounts.length })}</span>
      </div>
      <div className="accts">
        {accounts.length === 0 && <p className="sm i2">{t('noAccounts')}</p>}
        {accounts.map((account) => {
          const last = account.selected && selected.length === 1;
          return (
            <label key={account.id} className="acct">
              <Checkbox
                checked={account.selected}
                disabled={!manage || last || act.isPending || connection.state === 'disconnected'}
                describedBy={last ? `last-${account.id}` : undefined}
                onChange={(on) => choose(account.id, on)}
              />
              <span className="m">{account.name}</span>
              <span className="mono xs i3">{account.id}</span>
              <span className="xs i2">
                {account.currency} · {account.timeZone}
              </span>
              <span className="xs i2 end">
                {last && <span id={`last-${account.id}`}>{t('lastOne')} · </span>}
                {session && account.currency !== session.tenant.currency && (
                  <span className="warn">{t('otherCurrency')} · </span>
                )}
                {t('active', { count: account.activeCampaigns })}
              </span>
            </label>
          );
        })}
        <Trouble error={act.error} />
      </div>
    </section>
  );
}
