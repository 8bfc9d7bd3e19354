import { useQueries } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { moneySchema } from '../../../../contracts/common.ts';
import { proposalDetailSchema, type ProposalDetail } from '../../../../contracts/proposals.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { platformNames } from '../../components/figures.tsx';
import { showToast } from '../../components/toast.ts';
import { get } from '../../lib/api.ts';
import { formatMoney } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';

const open: ProposalDetail['state'][] = ['proposed', 'approved', 'applying', 'applied'];
/** Events say when to look; this is for when the line is down. */
const LOOK_EVERY_MS = 5_000;

interface ChangeWatchProps {
  /** Proposals of one act. */
  ids: string[];
  /** null: a way back is not offered again. */
  onUndo: ((ids: string[]) => void) | null;
  onEnd: () => void;
}

/** Follows a person's changes until the platform has confirmed them; says so, or why not. */
export function ChangeWatch({ ids, onUndo, onEnd }: ChangeWatchProps) {
  const { t, i18n } = useTranslation('campaigns');
  const words = useServerWords();
  const seen = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['proposals', 'one', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => get(`proposals/${id}`, proposalDetailSchema, signal),
      refetchInterval: (query: { state: { data?: ProposalDetail } }) =>
        !query.state.data || open.includes(query.state.data.state) ? LOOK_EVERY_MS : false,
    })),
  }).flatMap(({ data }) => data ?? []);
  const over = seen.length === ids.length && seen.every(({ state }) => !open.includes(state));
  const confirmed = seen.filter(({ state }) => state === 'read_back');
  const refused = over ? seen.filter(({ state }) => state !== 'read_back') : [];

  const confirmedWords = ([first, ...others]: ProposalDetail[]) => {
    const platform = platformNames[first!.platform];
    const budget = moneySchema.safeParse(first!.to.dailyBudget);
    if (budget.success)
      return t('confirmed.budget', { platform, money: formatMoney(budget.data, i18n.language) });
    const status = first!.to.status === 'paused' ? 'paused' : 'active';
    return t(`confirmed.${status}`, { platform, count: 1 + others.length });
  };
  const namesOf = (proposals: ProposalDetail[]) =>
    proposals.length > 3 ? undefined : proposals.map(({ campaignName }) => campaignName).join(', ');

  const settle = useEffectEvent(() => {
    if (confirmed.length > 0) {
      const done = confirmed.map(({ id }) => id);
      const undo = onUndo && { label: t('undo'), onUndo: () => onUndo(done) };
      showToast(confirmedWords(confirmed), { text: namesOf(confirmed), undo: undo ?? undefined });
    }
    if (refused.length === 0) onEnd();
  });
  useEffect(() => {
    if (over) settle();
  }, [over]);

  const why = (failure: ProposalDetail['failure']) => {
    if (!failure) return null;
    const { touched, todo } = words.failure(failure);
    return `${touched} ${todo}`;
  };
  if (refused.length === 0) return null;
  return (
    <div role="alert" className="col g8">
      {refused.map(({ id, campaignName, state, platform, failure }) => (
        <div key={id} className="note e">
          <CircleAlert size={16} aria-hidden />
          <div className="grow">
            <b className="m">{t('refused.title', { name: campaignName })}</b>
            <div className="i2">
              {t(`refused.${state}`, { platform: platformNames[platform] })} {why(failure)}
            </div>
          </div>
          <Link className={buttonClass('secondary', 'sm')} to={`/approvals/${id}`}>
            {t('refused.see')}
          </Link>
          <Button variant="ghost" size="sm" onClick={onEnd}>
            {t('dismiss')}
          </Button>
        </div>
      ))}
    </div>
  );
}
