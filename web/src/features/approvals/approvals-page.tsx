import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Proposal } from '../../../../contracts/proposals.ts';
import './approvals.css';
import { isTyping } from '../../lib/single-keys.ts';
import { OneOfN } from './one-of-n.tsx';
import { ProposalPanel } from './proposal-panel.tsx';
import { addressOf, Queue, views } from './queue.tsx';
import { useQueue } from './queue-groups.ts';

/** From this width on, the first proposal opens by itself beside the queue. */
const WIDE = '(min-width: 1024px)';

/** The queue of proposals and the chosen one. J and K move; view and choice live in the address. */
export default function ApprovalsPage() {
  const { t } = useTranslation('approvals');
  const { id } = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const view = views.find((v) => v === search.get('view')) ?? 'waiting';
  const queue = useQueue(view);
  const list = queue.groups.flatMap((group) => group.proposals);
  const first = list[0]?.id;
  useEffect(() => {
    if (!id && first && !search.has('list') && matchMedia(WIDE).matches)
      void navigate(addressOf(first, view), { replace: true });
  }, [id, first, view, search, navigate]);
  useMoveKeys(list, id, (next) => void navigate(addressOf(next, view)));
  return (
    <div className={id ? 'appr open' : 'appr'}>
      <Queue view={view} queue={queue} currentId={id} />
      {id ? (
        <div style={{ minWidth: 0 }}>
          <OneOfN list={list} currentId={id} view={view} />
          <ProposalPanel key={id} id={id} />
        </div>
      ) : (
        list.length > 0 && (
          <p className="sub desk" style={{ padding: 32 }}>
            {t('empty.choose')}
          </p>
        )
      )}
    </div>
  );
}

function useMoveKeys(list: Proposal[], id: string | undefined, go: (id: string) => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const step = { j: 1, k: -1 }[event.key];
      if (!step || list.length === 0) return;
      const at = list.findIndex((p) => p.id === id);
      go(list[at === -1 ? 0 : Math.min(list.length - 1, Math.max(0, at + step))]!.id);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}
