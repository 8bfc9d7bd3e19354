import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Member } from '../../../../contracts/members.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { Refused } from './field.tsx';
import { MemberRow, type MemberAct } from './member-row.tsx';
import { useMembers, useReadPeople } from './people.ts';
import { useProof } from './proof.tsx';
import { RoleDrawer } from './role-drawer.tsx';
import { Ends } from './second-factor-card.tsx';

/** Who is in the workspace, and what may be done about them. */
export function MembersCard({ onInvite }: { onInvite: () => void }) {
  const { t } = useTranslation('settings');
  const words = useServerWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useSession().data?.user.id;
  const members = useMembers();
  const read = useReadPeople();
  const { prove, dialog } = useProof();
  const [wish, setWish] = useState<{ act: MemberAct; member: Member } | null>(null);
  const leave = () => setWish(null);
  const end = useMutation({
    mutationFn: ({ act, member }: { act: MemberAct; member: Member }) =>
      prove(() => del(act === 'signOut' ? `members/${member.id}/sessions` : `members/${member.id}`)),
    onMutate: leave,
    onSuccess: async (_, { act, member: { id, name } }) => {
      if (id === me && act === 'remove') {
        client.clear();
        await navigate('/sign-in');
        return;
      }
      showToast(t(act === 'signOut' ? 'members.signedOut' : 'members.removed', { name }));
      await read();
    },
  });
  const { data } = members;
  const owners = data?.data.filter(({ role }) => role === 'owner').length ?? 0;
  const own = wish?.member.id === me;
  const ask = wish?.act === 'signOut' ? 'askSignOut' : own ? 'askLeave' : 'askRemove';
  return (
    <Card
      title={t('members.title')}
      count={data?.data.length}
      aside={
        <Button size="sm" variant="primary" onClick={onInvite}>
          <UserPlus size={14} aria-hidden />
          {t('members.invite')}
        </Button>
      }
    >
      {members.isPending && (
        <div className="cbody">
          <Loading>
            <Skeleton height={180} />
          </Loading>
        </div>
      )}
      {members.error && !data && (
        <ErrorState problem={members.error} onRetry={() => void members.refetch()} />
      )}
      {data && (
        <ul aria-label={t('members.title')} className="listtop">
          {data.data.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              self={member.id === me}
              within={data.roles.find(({ role }) => role === member.role)?.within ?? false}
              onlyOwner={member.role === 'owner' && owners === 1}
              busy={end.isPending && end.variables.member.id === member.id}
              onAct={(act) => setWish({ act, member })}
            />
          ))}
        </ul>
      )}
      {data?.data.length === 1 && <EmptyState title={t('members.alone')} text={t('members.aloneText')} />}
      {end.error && (
        <div className="cbody">
          <Refused>{words.problem(end.error, 'settings')}</Refused>
        </div>
      )}
      {wish && wish.act !== 'role' && (
        <Dialog
          open
          onOpenChange={(open) => !open && leave()}
          title={t(`members.${ask}`, { name: wish.member.name })}
          text={t(`members.${ask}Text`)}
        >
          <Ends
            onLeave={leave}
            act={t(wish.act === 'signOut' ? 'members.signOut' : own ? 'members.leave' : 'members.remove')}
            onAct={() => end.mutate(wish)}
          />
        </Dialog>
      )}
      {wish?.act === 'role' && data && (
        <RoleDrawer member={wish.member} self={own} roles={data.roles} onClose={leave} />
      )}
      {dialog}
    </Card>
  );
}
