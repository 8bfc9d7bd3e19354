import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { workspaceSchema } from '../../../contracts/workspaces.ts';
import { showToast } from '../components/toast.ts';
import { get, post } from '../lib/api.ts';
import { useServerWords } from '../lib/server-words.ts';

const answer = z.object({ data: z.array(workspaceSchema) });

/** The other workspaces of the reader, to go on in; nothing for who belongs to one only. */
export function WorkspaceItems() {
  const { t } = useTranslation('app');
  const words = useServerWords();
  const { data } = useQuery({
    queryKey: ['workspaces'],
    queryFn: ({ signal }) => get('workspaces', answer, signal),
  });
  if (!data || data.data.length < 2) return null;
  const enter = async (id: string) => {
    try {
      await post('auth/workspace', null, { id });
    } catch (error) {
      return showToast(words.problem(error));
    }
    location.assign('/'); // anew: nothing of the workspace before is shown or heard in this one
  };
  return (
    <>
      <DropdownMenu.Label className="xs i3" style={{ padding: '4px 10px' }}>
        {t('menu.workspace')}
      </DropdownMenu.Label>
      {data.data.map(({ id, name, current, deleted }) => (
        <DropdownMenu.CheckboxItem
          key={id}
          className="menu-item"
          checked={current}
          onSelect={() => void (current || enter(id))}
        >
          <span className="grow">{name}</span>
          {deleted && <span className="xs i2">{t('menu.deleted')}</span>}
          {current && <Check size={14} aria-hidden />}
        </DropdownMenu.CheckboxItem>
      ))}
      <DropdownMenu.Separator className="hr" style={{ margin: '6px 0' }} />
    </>
  );
}
