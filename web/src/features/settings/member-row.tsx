import { Ellipsis, LogOut, ShieldCheck, UserMinus, UserRoundCog } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../../contracts/members.ts';
import { formatAge, formatDate } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';

export type MemberAct = 'role' | 'signOut' | 'remove';

interface MemberRowProps {
  member: Member;
  /** The reader. */
  self: boolean;
  /** The reader may decide on this role. */
  within: boolean;
  onlyOwner: boolean;
  busy: boolean;
  onAct: (act: MemberAct) => void;
}

/** A person: who, as what, how well protected, when last here. */
export function MemberRow({ member, self, within, onlyOwner, busy, onAct }: MemberRowProps) {
  const { t, i18n } = useTranslation('settings');
  const zone = useSession().data?.tenant.timeZone;
  const { name, email, role, lastSeenAt, since, secondFactor } = member;
  return (
    <li className="li wrap" aria-busy={busy || undefined}>
      <div className="grow who">
        <div className="row g8 wrap sm m">
          <span className="trunc">{name}</span>
          {self && <span className="badge run">{t('members.you')}</span>}
          <span className="badge">{t(`role.${role}`)}</span>
          {secondFactor && (
            <span className="badge ok" title={t('members.factorHint')}>
              <ShieldCheck size={13} aria-hidden />
              {t('members.factorOn')}
            </span>
          )}
        </div>
        <div className="xs i2 breaks">
          {email} · {!secondFactor && `${t('members.factorOff')} · `}
          <span title={t('members.since', { date: formatDate(since, i18n.language, 'date', zone) })}>
            {lastSeenAt === null ? (
              t('members.notSeen')
            ) : (
              <time dateTime={lastSeenAt}>
                {t('members.seen', { age: formatAge(lastSeenAt, i18n.language) })}
              </time>
            )}
          </span>
        </div>
        {onlyOwner && <div className="xs i2">{t('members.onlyOwner')}</div>}
        {!within && <div className="xs i2">{t('members.above')}</div>}
      </div>
      {within && (
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger className="iconbtn" aria-label={t('members.acts', { name })}>
            <Ellipsis size={16} aria-hidden />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={12}>
              <DropdownMenu.Item className="menu-item" disabled={onlyOwner} onSelect={() => onAct('role')}>
                <UserRoundCog size={14} aria-hidden />
                {t('members.changeRole')}
              </DropdownMenu.Item>
              {!self && (
                <DropdownMenu.Item className="menu-item" onSelect={() => onAct('signOut')}>
                  <LogOut size={14} aria-hidden />
                  {t('members.signOut')}
                </DropdownMenu.Item>
              )}
              <DropdownMenu.Item
                className="menu-item neg"
                disabled={onlyOwner}
                onSelect={() => onAct('remove')}
              >
                <UserMinus size={14} aria-hidden />
                {t(self ? 'members.leave' : 'members.remove')}
              </DropdownMenu.Item>
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
    </li>
  );
}
