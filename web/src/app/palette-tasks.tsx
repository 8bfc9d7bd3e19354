import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useTranslation } from 'react-i18next';
import { taskListSchema } from '../../../contracts/tasks.ts';
import { AgentGlyph } from '../components/agent-glyph.tsx';
import { useAgents } from '../features/tasks/queries.ts';
import { agentName } from '../lib/agent-name.ts';
import { get } from '../lib/api.ts';
import { useRested } from './use-rested.ts';

interface PaletteTasksProps {
  search: string;
  onChoose: (to: string) => void;
}

/** The task whose number was typed, or the newest of the agent whose name has what was typed. */
export function PaletteTasks({ search, onChoose }: PaletteTasksProps) {
  const { t } = useTranslation('app');
  const typed = useRested(search);
  const number = /^#?(\d{1,9})$/.exec(typed)?.[1];
  const agents = useAgents();
  const agent =
    number === undefined && typed.length > 1
      ? agents.data?.find(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))?.key
      : undefined;
  const asked = number ? `number=${Number(number)}` : agent ? `agent=${agent}` : '';
  const { data } = useQuery({
    queryKey: ['tasks', 'found', asked],
    queryFn: ({ signal }) => get(`tasks?limit=5&${asked}`, taskListSchema, signal),
    enabled: asked !== '' && number !== '0',
    placeholderData: keepPreviousData,
  });
  if (asked === '' || !data || data.data.length === 0) return null;
  return (
    <Command.Group heading={t('nav.tasks')}>
      {data.data.map((task) => (
        <Command.Item
          key={task.id}
          value={`#${task.number} ${agentName(task.agent)} ${task.id}`}
          className="menu-item"
          onSelect={() => onChoose(`/tasks/${task.id}`)}
        >
          <AgentGlyph agent={task.agent} small />
          <span className="grow trunc">
            <span className="num">{t('palette.task', { number: task.number })}</span> ·{' '}
            {agentName(task.agent)}
            {task.subject && <span className="i2"> · {task.subject}</span>}
          </span>
          <span className="xs i2">{t(`state.${task.state}`)}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
