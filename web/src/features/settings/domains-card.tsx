import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import {
  domainSchema,
  identityProviderSchema,
  type IdentityDomain,
  type IdentityProvider,
} from '../../../../contracts/sso.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { EmptyState } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del, post } from '../../lib/api.ts';
import { formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { CopyButton } from './copy.tsx';
import { Field, Refused } from './field.tsx';
import { useProof } from './proof.tsx';
import { Ends } from './second-factor-card.tsx';

const path = 'identity-provider/domains';

/** The mail domains that the provider speaks for, each proved by a record of its own. */
export function DomainsCard({ sso: { domains, available } }: { sso: IdentityProvider }) {
  const { t } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const client = useQueryClient();
  const { prove, dialog } = useProof();
  const [leaving, setLeaving] = useState<string | null>(null);
  const { register, handleSubmit, reset, formState } = useForm({ defaultValues: { domain: '' } });
  const take = (answer: IdentityProvider) => void client.setQueryData(['sso'], answer);
  const add = useMutation({
    mutationFn: (domain: string) =>
      prove(() => post(path, identityProviderSchema, { domain: domain.trim() })),
    onSuccess: (answer) => {
      reset();
      take(answer);
    },
  });
  const check = useMutation({
    mutationFn: (domain: string) => prove(() => post(`${path}/${domain}/check`, identityProviderSchema)),
    onSuccess: (answer, domain) => {
      showToast(t('sso.checked', { domain }));
      take(answer);
    },
  });
  const giveUp = useMutation({
    mutationFn: (domain: string) => prove(() => del(`${path}/${domain}`)),
    onMutate: () => setLeaving(null),
    onSuccess: () => showToast(t('sso.gaveUp')),
    onSettled: () => client.invalidateQueries({ queryKey: ['sso'] }),
  });
  const refused = add.error ?? giveUp.error;
  return (
    <Card title={t('sso.domains')} count={domains.length}>
      <p className="cbody sm i2 tight">{t('sso.domainsText')}</p>
      {domains.length === 0 && <EmptyState title={t('sso.noDomains')} />}
      {domains.length > 0 && (
        <ul aria-label={t('sso.domains')}>
          {domains.map((one) => (
            <Domain
              key={one.domain}
              claimed={one}
              busy={check.isPending && check.variables === one.domain}
              refusal={
                check.error && check.variables === one.domain ? words.problem(check.error, 'settings') : null
              }
              onCheck={available ? () => check.mutate(one.domain) : undefined}
              onLeave={() => setLeaving(one.domain)}
            />
          ))}
        </ul>
      )}
      {available && (
        <form
          className="cbody fields adds"
          noValidate
          onSubmit={(event) => void handleSubmit(({ domain }) => add.mutate(domain))(event)}
        >
          <Field label={t('sso.domain')} error={formState.errors.domain?.message}>
            {(tied) => (
              <input
                {...tied}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={253}
                {...register('domain', {
                  validate: (value) => domainSchema.safeParse(value).success || t('sso.domainInvalid'),
                })}
              />
            )}
          </Field>
          {refused && <Refused>{words.problem(refused, 'settings')}</Refused>}
          <div className="foot">
            <Button type="submit" busy={add.isPending}>
              {t('sso.add')}
            </Button>
          </div>
        </form>
      )}
      {leaving !== null && (
        <Dialog
          open
          onOpenChange={(open) => !open && setLeaving(null)}
          title={t('sso.askGiveUp', { domain: leaving })}
          text={t('sso.askGiveUpText')}
        >
          <Ends onLeave={() => setLeaving(null)} act={t('sso.giveUp')} onAct={() => giveUp.mutate(leaving)} />
        </Dialog>
      )}
      {dialog}
    </Card>
  );
}

interface DomainProps {
  claimed: IdentityDomain;
  busy: boolean;
  /** Why the last check did not prove it. */
  refusal: string | null;
  onCheck?: () => void;
  onLeave: () => void;
}

function Domain({ claimed: { domain, record, verifiedAt }, busy, refusal, onCheck, onLeave }: DomainProps) {
  const { t, i18n } = useTranslation('settings');
  const zone = useSession().data?.tenant.timeZone;
  return (
    <li className="li col stretch">
      <div className="row g8 wrap">
        <span className="sm m grow who breaks">{domain}</span>
        <span className={verifiedAt ? 'badge ok' : 'badge wait'}>
          {verifiedAt && <CircleCheck size={13} aria-hidden />}
          {verifiedAt
            ? t('sso.proved', { date: formatDate(verifiedAt, i18n.language, 'day', zone) })
            : t('sso.waits')}
        </span>
        {!verifiedAt && onCheck && (
          <Button size="sm" aria-label={t('sso.checkNamed', { domain })} busy={busy} onClick={onCheck}>
            {t('sso.check')}
          </Button>
        )}
        <Button size="sm" variant="danger" aria-label={t('sso.giveUpNamed', { domain })} onClick={onLeave}>
          {t('sso.giveUp')}
        </Button>
      </div>
      {!verifiedAt && (
        <>
          <p className="xs i2">{t('sso.record')}</p>
          <dl className="record">
            <dt>{t('sso.recordName')}</dt>
            <dd>
              <code className="mono secret">{record.name}</code>
              <CopyButton text={record.name} name={t('sso.copyName')} />
            </dd>
            <dt>{t('sso.recordValue')}</dt>
            <dd>
              <code className="mono secret">{record.value}</code>
              <CopyButton text={record.value} name={t('sso.copyValue')} />
            </dd>
          </dl>
          {refusal !== null && <Refused>{refusal}</Refused>}
        </>
      )}
    </li>
  );
}
