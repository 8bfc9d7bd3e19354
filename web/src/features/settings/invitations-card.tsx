import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OpenInvitation } from '../../../../contracts/invitations.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del, post } from '../../lib/api.ts';
import { daysUntil, formatAge, formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { CopyButton } from './copy.tsx';
import { Refused } from './field.tsx';
import { useInvitations, useReadPeople } from './people.ts';
import { useProof } from './proof.tsx';

/** Who was invited and has not come yet. Not there while nobody is. */
export function InvitationsCard() {
  const { t, i18n } = useTranslation('settings');
  const words = useServerWords();
  const read = useReadPeople();
  const { prove, dialog } = useProof();
  const invitations = useInvitations();
  const again = useMutation({
    mutationFn: ({ email, role }: OpenInvitation) =>
      prove(() => post('invitations', null, { email, role, locale: i18n.language })),
    onSuccess: (_, { email }) => showToast(t('invitations.againDone', { email })),
    onSettled: read,
  });
  const withdraw = useMutation({
    mutationFn: ({ id }: OpenInvitation) => del(`invitations/${id}`),
    onSuccess: () => showToast(t('invitations.withdrawn')),
    onSettled: read,
  });
  const rows = invitations.data?.data ?? [];
  const error = again.error ?? withdraw.error;
  if (invitations.error && !invitations.data) {
    return (
      <Card title={t('invitations.title')}>
        <ErrorState problem={invitations.error} onRetry={() => void invitations.refetch()} />
      </Card>
    );
  }
  if (rows.length === 0) return null;
  return (
    <Card title={t('invitations.title')} count={rows.length}>
      <ul aria-label={t('invitations.title')}>
        {rows.map((row) => (
          <li key={row.id} className="li wrap">
            <Invited invitation={row} />
            <div className="row g8 wrap">
              {row.link && (
                <CopyButton text={row.link} name={t('invitations.copyNamed', { email: row.email })}>
                  {t('invitations.copy')}
                </CopyButton>
              )}
              <Button
                size="sm"
                aria-label={t('invitations.againNamed', { email: row.email })}
                busy={again.isPending && again.variables.id === row.id}
                onClick={() => again.mutate(row)}
              >
                {t('invitations.again')}
              </Button>
              <Button
                size="sm"
                variant="danger"
                aria-label={t('invitations.withdrawNamed', { email: row.email })}
                busy={withdraw.isPending && withdraw.variables.id === row.id}
                onClick={() => withdraw.mutate(row)}
              >
                {t('invitations.withdraw')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {error && (
        <div className="cbody">
          <Refused>{words.problem(error, 'settings')}</Refused>
        </div>
      )}
      {dialog}
    </Card>
  );
}

function Invited({ invitation }: { invitation: OpenInvitation }) {
  const { t, i18n } = useTranslation('settings');
  const zone = useSession().data?.tenant.timeZone;
  const { email, role, invitedBy, expiresAt, mail } = invitation;
  const ended = daysUntil(expiresAt) === 0;
  const held = mail?.state === 'waiting' && mail.error === 'no-smtp';
  return (
    <div className="grow who">
      <div className="row g8 wrap sm m">
        <span className="trunc" title={email}>
          {email}
        </span>
        {mail && !ended && (
          <span className={mail.state === 'failed' ? 'badge bad' : 'badge'}>
            {t(`invitations.state.${mail.state}`)}
          </span>
        )}
      </div>
      <div className="xs i2">
        {t('invitations.by', { role: t(`role.${role}`), name: invitedBy })}
        {!ended && ' · '}
        {!ended && (
          <time dateTime={expiresAt} title={formatDate(expiresAt, i18n.language, 'dateTime', zone)}>
            {t('invitations.until', { age: formatAge(expiresAt, i18n.language) })}
          </time>
        )}
      </div>
      {ended && <div className="xs warn">{t('invitations.ended')}</div>}
      {held && !ended && <div className="xs i2">{t('invitations.held')}</div>}
    </div>
  );
}
