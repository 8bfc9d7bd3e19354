import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { inviteSchema } from '../../../../contracts/invitations.ts';
import type { Role } from '../../../../contracts/session.ts';
import { languages, type Language } from '../../app/i18n.ts';
import { languageNames } from '../../app/user-menu.tsx';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/overlays.tsx';
import { Loading, Skeleton } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { post } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { Field, Refused } from './field.tsx';
import { useMembers, useReadPeople } from './people.ts';
import { useProof } from './proof.tsx';
import { RoleChoice } from './role-choice.tsx';

interface Form {
  email: string;
  locale: Language;
}

/** An address, a role and a language: all that an invitation needs. */
export function Invite({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const { prove, dialog } = useProof();
  const roles = useMembers().data?.roles;
  const read = useReadPeople();
  const [role, setRole] = useState<Role>('analyst');
  const { register, handleSubmit, formState } = useForm<Form>({
    defaultValues: { email: '', locale: i18n.language as Language },
  });
  const send = useMutation({
    mutationFn: ({ email, locale }: Form) =>
      prove(() => post('invitations', null, { email: email.trim(), role, locale })),
    onSuccess: async (_, { email }) => {
      showToast(t('invitations.sent', { email: email.trim() }));
      onClose();
      await read();
    },
  });
  return (
    <Drawer
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('invitations.open')}
      text={t('invitations.openText')}
    >
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => void handleSubmit((values) => send.mutate(values))(event)}
      >
        <Field label={t('invitations.email')} error={formState.errors.email?.message}>
          {(tied) => (
            <input
              {...tied}
              type="email"
              autoComplete="off"
              spellCheck={false}
              maxLength={254}
              {...register('email', {
                validate: (email) =>
                  inviteSchema.shape.email.safeParse(email.trim()).success || t('invitations.emailInvalid'),
              })}
            />
          )}
        </Field>
        {roles ? (
          <RoleChoice roles={roles} value={role} onChange={setRole} />
        ) : (
          <Loading>
            <Skeleton height={240} />
          </Loading>
        )}
        <Field label={t('invitations.language')}>
          {(tied) => (
            <select {...tied} {...register('locale')}>
              {languages.map((language) => (
                <option key={language} value={language}>
                  {languageNames[language]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {send.error && <Refused>{words.problem(send.error, 'settings')}</Refused>}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('app:cancel')}</Button>
          <Button type="submit" variant="primary" busy={send.isPending}>
            {t('invitations.send')}
          </Button>
        </div>
      </form>
      {dialog}
    </Drawer>
  );
}
