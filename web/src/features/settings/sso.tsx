import { useQuery } from '@tanstack/react-query';
import { LockKeyhole } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { identityProviderSchema } from '../../../../contracts/sso.ts';
import { buttonClass } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { get } from '../../lib/api.ts';
import { useMay } from '../../lib/use-may.ts';
import { ProviderCard } from './provider-card.tsx';
import { DomainsCard } from './domains-card.tsx';

/** How people sign in with their company. */
export default function SsoSection() {
  const { t } = useTranslation('settings');
  const sso = useQuery({
    queryKey: ['sso'],
    queryFn: ({ signal }) => get('identity-provider', identityProviderSchema, signal),
  });
  if (!sso.data) {
    return (
      <Card title={t('sso.title')}>
        {sso.error ? (
          <ErrorState problem={sso.error} onRetry={() => void sso.refetch()} />
        ) : (
          <div className="cbody">
            <Loading>
              <Skeleton height={360} />
            </Loading>
          </div>
        )}
      </Card>
    );
  }
  const { provider, available } = sso.data;
  if (!available && !provider) return <Locked />;
  return (
    <>
      <ProviderCard key={JSON.stringify(provider)} sso={sso.data} />
      <DomainsCard sso={sso.data} />
    </>
  );
}

/** The plan does not hold it: what it would bring, and what opens it. */
function Locked() {
  const { t } = useTranslation('settings');
  const mayPlan = useMay('plan');
  return (
    <Card title={t('sso.title')}>
      <div className="empty">
        <span className="ag">
          <LockKeyhole size={16} aria-hidden />
        </span>
        <div>
          <h3 className="sm b">{t('sso.locked')}</h3>
          <p className="sm i2">{t('sso.lockedText')}</p>
        </div>
        {mayPlan ? (
          <Link className={buttonClass('primary')} to="/settings/plan">
            {t('sso.toPlan')}
          </Link>
        ) : (
          <p className="sm i2">{t('sso.asks')}</p>
        )}
      </div>
    </Card>
  );
}
