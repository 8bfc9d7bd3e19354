import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member, RoleView } from '../../../../contracts/members.ts';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/overlays.tsx';
import { showToast } from '../../components/toast.ts';
import { put } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Refused } from './field.tsx';
import { useReadPeople } from './people.ts';
import { useProof } from './proof.tsx';
import { RoleChoice } from './role-choice.tsx';

interface RoleDrawerProps {
  member: Member;
  self: boolean;
  roles: RoleView[];
  onClose: () => void;
}

/** Another role for a person, with what each may do beside it. */
export function RoleDrawer({ member, self, roles, onClose }: RoleDrawerProps) {
  const { t } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const { prove, dialog } = useProof();
  const read = useReadPeople();
  const [role, setRole] = useState(member.role);
  const give = useMutation({
    mutationFn: () => prove(() => put(`members/${member.id}`, null, { role })),
    onSuccess: async () => {
      showToast(t('members.changed', { name: member.name, role: t(`role.${role}`) }));
      onClose();
      await read();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (role === member.role) onClose();
    else give.mutate();
  };
  return (
    <Drawer
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('members.roleOf', { name: member.name })}
      text={t('members.roleText')}
    >
      <form className="settings-form" onSubmit={submit}>
        <RoleChoice roles={roles} value={role} onChange={setRole} />
        {self && role !== member.role && <p className="note w">{t('members.roleOwn')}</p>}
        {give.error && <Refused>{words.problem(give.error, 'settings')}</Refused>}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('app:cancel')}</Button>
          <Button type="submit" variant="primary" busy={give.isPending}>
            {t('members.save')}
          </Button>
        </div>
      </form>
      {dialog}
    </Drawer>
  );
}
