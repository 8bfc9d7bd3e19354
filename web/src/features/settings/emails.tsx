import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, Clock, Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { emailSchema, type Email } from '../../../../contracts/emails.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { get } from '../../lib/api.ts';
import { formatAge, formatDate } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';
import { CopyButton } from './copy.tsx';

const emailsSchema = z.object({ data: z.array(emailSchema) });

/** What AEGIS wrote to people in the last 30 days, and what became of it. */
export default function EmailsSection() {
  const { t } = useTranslation('settings');
  const emails = useQuery({
    queryKey: ['emails'],
    queryFn: ({ signal }) => get('emails', emailsSchema, signal),
  });
  const rows = emails.data?.data ?? [];
  return (
    <Card
      title={t('emails.title')}
      count={emails.data && rows.length}
      aside={
        <Button size="sm" busy={emails.isRefetching} onClick={() => void emails.refetch()}>
          {t('emails.again')}
        </Button>
      }
    >
      {emails.isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={160} />
          </Loading>
        </div>
      )}
      {emails.error && !emails.data && (
        <ErrorState problem={emails.error} onRetry={() => void emails.refetch()} />
      )}
      {emails.data && rows.length === 0 && (
        <EmptyState title={t('emails.none')} text={t('emails.noneText')} />
      )}
      {rows.some(isHeld) && <NoServer />}
      {rows.length > 0 && (
        <ul aria-label={t('emails.title')} className="listtop">
          {rows.map((email) => (
            <EmailRow key={email.id} email={email} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const isHeld = ({ state, error }: Email) => state === 'waiting' && error === 'no-smtp';

function NoServer() {
  const { t } = useTranslation('settings');
  return (
    <div className="cbody">
      <div className="note i">
        <Info size={16} aria-hidden />
        <div className="col g8 grow">
          <p>{t('emails.held')}</p>
          <p>{t('emails.heldHow')}</p>
          <code className="mono xs secret">
            SMTP_URL=smtps://user:password@mail.example.com
            <br />
            SMTP_FROM=AEGIS &lt;aegis@example.com&gt;
          </code>
        </div>
      </div>
    </div>
  );
}

const icons = { waiting: Clock, sent: CircleCheck, failed: CircleX };
const looks = { waiting: 'badge', sent: 'badge ok', failed: 'badge bad' };

function EmailRow({ email }: { email: Email }) {
  const { t, i18n } = useTranslation('settings');
  const zone = useSession().data?.tenant.timeZone;
  const { to, subject, state, error, link, createdAt, sentAt } = email;
  const Icon = icons[state];
  const at = sentAt ?? createdAt;
  return (
    <li className="li wrap">
      <div className="grow who">
        <div className="row g8 wrap sm m">
          <span className="breaks">{subject}</span>
          <span className={error === 'not-needed' ? 'badge' : looks[state]}>
            <Icon size={13} aria-hidden />
            {t(`emails.state.${state}`)}
          </span>
        </div>
        <div className="xs i2 breaks">
          {t('emails.to', { to })} ·{' '}
          <time dateTime={at} title={formatDate(at, i18n.language, 'dateTime', zone)}>
            {formatAge(at, i18n.language)}
          </time>
        </div>
        {error !== null && error !== 'no-smtp' && (
          <div className={state === 'failed' && error !== 'not-needed' ? 'xs neg' : 'xs i2'}>
            {t(`emails.why.${whyOf(error, state)}`, { code: error })}
          </div>
        )}
        {isHeld(email) && link === null && <div className="xs i2">{t('emails.own')}</div>}
      </div>
      {link && (
        <CopyButton text={link} name={t('invitations.copyNamed', { email: to })}>
          {t('invitations.copy')}
        </CopyButton>
      )}
    </li>
  );
}

const connection = /^(econnrefused|econnection|esocket|etimedout|edns|enotfound|econnreset|etls)$/;

/** The words for what the mail server said. */
function whyOf(error: string, state: Email['state']): string {
  if (error === 'expired' || error === 'not-needed') return error;
  if (error === 'eauth' || error === 'smtp-535') return 'auth';
  if (error === 'eenvelope') return 'envelope';
  if (connection.test(error)) return state === 'waiting' ? 'connection' : 'other';
  if (error.startsWith('smtp-')) return state === 'failed' ? 'refused' : 'later';
  return 'other';
}
