import { Ban, CircleX, ClockAlert, GitPullRequestArrow, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { Button } from '../../components/button.tsx';
import { platformNames } from '../../components/figures.tsx';
import { ErrorState } from '../../components/states.tsx';
import { formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { useRunAgain } from '../tasks/queries.ts';
import { sideOf, sideSeen } from './words.ts';

const icons: Partial<Record<ProposalDetail['state'], [LucideIcon, string]>> = {
  failed: [CircleX, 'neg'],
  conflict: [GitPullRequestArrow, 'warn'],
  expired: [ClockAlert, 'warn'],
  withdrawn: [Ban, 'i3'],
  proposed: [GitPullRequestArrow, 'warn'],
};

/** Why a proposal came to nothing, what it touched, and the way on. Nothing for one that is on its way or was rejected. */
export function Ended({ proposal }: { proposal: ProposalDetail }) {
  const { t, i18n } = useTranslation('approvals');
  const navigate = useNavigate();
  const zone = useSession().data?.tenant.timeZone;
  const words = useServerWords();
  const again = useRunAgain();
  const run = useMay('run');
  const { state, taskId, failure, readBack, overtaken } = proposal;
  const look = icons[state];
  if (!look || (state === 'proposed' && !overtaken)) return null;
  const [Icon, tone] = look;
  const word = (status: string) => t(`status.${status}`, { defaultValue: status });
  const seen = readBack && sideSeen(readBack, proposal);
  const facts = {
    platform: platformNames[proposal.platform],
    from: sideOf(proposal.from, i18n.language, word),
    to: sideOf(proposal.to, i18n.language, word),
    seen: seen ? sideOf(seen, i18n.language, word) : '–',
    now: overtaken?.now ? sideOf(overtaken.now, i18n.language, word) : '',
    at: formatDate(proposal.expiresAt, i18n.language, 'dateTime', zone),
  };
  const kind = kindOf(proposal);
  const told = failure && words.failure(failure, facts.platform);
  const rows =
    state === 'failed' && told
      ? told
      : {
          happened: t(`ended.${kind}.happened`, facts),
          touched: kind === 'conflict' && told ? told.touched : t(`ended.${kind}.touched`, facts),
          todo: t(`ended.${kind}.${overtaken && !taskId ? 'todoOwn' : 'todo'}`, facts),
        };
  return (
    <section className={state === 'failed' ? 'card failed' : 'card'} role="status">
      <div className="chead">
        <span className={tone}>
          <Icon size={18} aria-hidden />
        </span>
        <h2>{t(`ended.${kind}.${overtaken && !overtaken.now ? 'titleGone' : 'title'}`, facts)}</h2>
      </div>
      <div className="cbody" style={{ paddingLeft: 48 }}>
        <dl className="sm col g8">
          {(['happened', 'touched', 'todo'] as const).map((key) => (
            <div key={key}>
              <dt className="xs i2">{t(`failed.${key}`)}</dt>
              <dd>{rows[key]}</dd>
            </div>
          ))}
        </dl>
        {failure && (
          <p className="mono i3" style={{ marginTop: 8 }}>
            {[failure.code, failure.providerCode, failure.trace].filter(Boolean).join(' · ')}
          </p>
        )}
        {taskId && run && (
          <Button
            className="ended-act"
            busy={again.isPending}
            onClick={() => again.mutate(taskId, { onSuccess: ({ id }) => void navigate(`/tasks/${id}`) })}
          >
            {t('ended.again')}
          </Button>
        )}
        {again.isError && <ErrorState problem={again.error} />}
      </div>
    </section>
  );
}

/** Why a state was come to, where that has more causes than one. */
function kindOf({ state, policy, decidedAt, readBack, failure }: ProposalDetail): string {
  if (state === 'proposed') return 'waiting';
  if (state === 'withdrawn' && policy.some((check) => !check.ok)) return 'refused';
  if (state === 'withdrawn' && failure) return 'disconnected';
  if (state === 'expired' && decidedAt) return 'late';
  if (state === 'conflict' && !readBack) return 'overtaken';
  return state;
}
