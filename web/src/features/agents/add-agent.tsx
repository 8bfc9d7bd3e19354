import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../../../contracts/agents.ts';
import { Button } from '../../components/button.tsx';
import { PlanHelp } from '../../components/plan-help.tsx';
import { showToast } from '../../components/toast.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useAddAgent, useRemoveAgent, useRestoreAgent } from './use-add-agent.ts';

/** Sets an agent up in this workspace; what the plan refuses says which limit and what opens it. */
export function AddAgent({ agent, allowed }: { agent: Agent; allowed: boolean }) {
  const { t } = useTranslation('agents');
  const add = useAddAgent(agent);
  return (
    <>
      <Button
        size="sm"
        aria-label={t('addNamed', { name: agent.name })}
        busy={add.isPending}
        disabled={!allowed}
        title={allowed ? undefined : t('mayNot')}
        onClick={() =>
          add.mutate(undefined, { onSuccess: () => showToast(t('added', { name: agent.name })) })
        }
      >
        <Plus size={13} aria-hidden />
        {t('add')}
      </Button>
      <AgentRefused error={add.error} />
    </>
  );
}

/** Removes an agent from this workspace; a toast leads back. */
export function RemoveAgent({ agent, onRemoved }: { agent: Agent; onRemoved: () => void }) {
  const { t } = useTranslation(['agents', 'app']);
  const words = useServerWords();
  const remove = useRemoveAgent(agent);
  const restore = useRestoreAgent();
  // The toast outlives this button.
  const undo = () =>
    void restore.mutateAsync(agent).then(
      () => showToast(t('restored', { name: agent.name })),
      (error: unknown) => showToast(t('app:problem.title'), { text: words.problem(error) }),
    );
  const removed = () => {
    showToast(t('removed', { name: agent.name }), {
      text: t('removedText'),
      undo: { label: t('app:undo'), onUndo: undo },
    });
    onRemoved();
  };
  return (
    <span>
      <Button
        variant="danger"
        busy={remove.isPending}
        onClick={() => remove.mutate(undefined, { onSuccess: removed })}
      >
        {t('remove')}
      </Button>
      <AgentRefused error={remove.error} />
    </span>
  );
}

function AgentRefused({ error }: { error: unknown }) {
  const words = useServerWords();
  if (!error) return null;
  return (
    <p className="hint e" role="alert">
      <span>
        {words.problem(error)} <PlanHelp error={error} />
      </span>
    </p>
  );
}
