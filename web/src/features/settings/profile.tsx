import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { profileSchema } from '../../../../contracts/profile.ts';
import type { Session } from '../../../../contracts/session.ts';
import { changeLanguage, languages, type Language } from '../../app/i18n.ts';
import { languageNames } from '../../app/user-menu.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { showToast } from '../../components/toast.ts';
import { put } from '../../lib/api.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { Field, Refused } from './field.tsx';

interface Form {
  name: string;
  title: string;
  locale: Language;
}

/** Name, title and language of the reader. */
export default function ProfileSection() {
  const { data } = useSession();
  return data ? <ProfileForm user={data.user} /> : null;
}

function ProfileForm({ user }: { user: Session['user'] }) {
  const { t, i18n } = useTranslation(['settings', 'app']);
  const words = useServerWords();
  const client = useQueryClient();
  const { register, handleSubmit, formState } = useForm<Form>({
    mode: 'onTouched',
    defaultValues: { name: user.name, title: user.title ?? '', locale: user.locale as Language },
  });
  const save = useMutation({
    mutationFn: ({ name, title, locale }: Form) =>
      put('profile', profileSchema, { name, title: title.trim() || null, locale }),
    onSuccess: async (_, { locale }) => {
      if (locale !== i18n.language) await changeLanguage(locale);
      await client.invalidateQueries({ queryKey: ['session'] });
      showToast(i18n.t('settings:saved'));
    },
  });
  return (
    <Card title={t('section.profile')}>
      <form
        className="cbody fields"
        noValidate
        onSubmit={(event) => void handleSubmit((values) => save.mutate(values))(event)}
      >
        <Field label={t('profile.name')} error={formState.errors.name?.message}>
          {(tied) => (
            <input
              {...tied}
              autoComplete="name"
              maxLength={120}
              {...register('name', { validate: (value) => value.trim() !== '' || t('invalid.empty') })}
            />
          )}
        </Field>
        <Field label={t('profile.title')} hint={t('profile.titleHint')}>
          {(tied) => (
            <input {...tied} autoComplete="organization-title" maxLength={120} {...register('title')} />
          )}
        </Field>
        <Field label={t('profile.email')} hint={t('profile.emailHint')}>
          {(tied) => <input {...tied} value={user.email} readOnly />}
        </Field>
        <Field label={t('profile.language')} hint={t('profile.languageHint')}>
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
        {save.error && <Refused>{words.problem(save.error)}</Refused>}
        <div className="foot">
          <Button type="submit" variant="primary" busy={save.isPending}>
            {t('app:save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
