import { useTranslation } from 'react-i18next';
import type { MoneyJson } from '../../../../contracts/common.ts';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { platformNames } from '../../components/figures.tsx';
import { formatMoney, formatNumber } from '../../lib/format.ts';
import { stepsOf } from './rows.ts';

/** The small line under the name of each row. */
export function useCaptions(task: TaskDetail, proposals: ProposalDetail[]): Record<string, string> {
  const { t, i18n } = useTranslation('tasks');
  const captions: Record<string, string> = {};
  for (const step of stepsOf(task)) {
    const tokens = step.tokensIn + step.tokensOut;
    const rows = (step.output as { rows?: unknown } | null)?.rows;
    captions[step.name] =
      tokens > 0
        ? t('caption.tokens', { tokens: formatNumber(tokens, i18n.language) })
        : step.state === 'failed'
          ? t('caption.failed')
          : typeof rows === 'number'
            ? t('caption.rows', { rows: formatNumber(rows, i18n.language) })
            : '';
  }
  const decided = proposals.filter((p) => p.decidedAt !== null).length;
  captions.approval = t('caption.decided', { decided, count: proposals.length });
  const written = proposals.filter((p) => p.appliedAt !== null);
  const [only] = written;
  if (!only) return captions;
  const money = (side: Record<string, unknown>) => {
    const budget = side.dailyBudget as MoneyJson | undefined;
    return budget ? formatMoney(budget, i18n.language) : String(side.status);
  };
  captions.apply =
    written.length === 1
      ? t('caption.once', { from: money(only.from), to: money(only.to) })
      : t('caption.changes', { count: written.length });
  captions['read-back'] =
    written.length === 1
      ? t('caption.reports', { platform: platformNames[only.platform], value: money(only.to) })
      : t('caption.changes', { count: written.length });
  const checks = written.flatMap((p) => p.outcomes);
  captions.outcome = t('caption.checked', {
    done: checks.filter((check) => check.state !== 'due').length,
    count: checks.length,
  });
  return captions;
}
