import { CircleX, Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../lib/api.ts';
import { useServerWords } from '../lib/server-words.ts';
import { Button } from './button.tsx';
import { PlanHelp } from './plan-help.tsx';

/** A resting place of the size of what will stand there. */
export function Skeleton({ height = 16, width = '100%' }: { height?: number; width?: number | string }) {
  return <span className="sk" style={{ height, width }} aria-hidden />;
}

/** Announces loading once for a group of skeletons. */
export function Loading({ children }: { children: ReactNode }) {
  const { t } = useTranslation('app');
  return (
    <div role="status" className="col g16">
      <span className="sr">{t('loading')}</span>
      {children}
    </div>
  );
}

/** What will be here, and one action. */
export function EmptyState({
  title,
  text,
  action,
  heading: Heading = 'h3',
}: {
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
  /** Its place below the headings of the page. */
  heading?: 'h2' | 'h3';
}) {
  return (
    <div className="empty">
      <span className="ag">
        <Inbox size={16} aria-hidden />
      </span>
      <div>
        <Heading className="sm b">{title}</Heading>
        {text !== undefined && <p className="sm i2">{text}</p>}
      </div>
      {action}
    </div>
  );
}

/** What happened and what to do; the code and trace small. */
export function ErrorState({
  problem,
  onRetry,
  heading: Heading = 'h3',
}: {
  problem: unknown;
  onRetry?: () => void;
  heading?: 'h2' | 'h3';
}) {
  const { t } = useTranslation('app');
  const words = useServerWords();
  const known = problem instanceof ApiProblem ? problem : null;
  return (
    <div className="empty" role="alert">
      <span className="neg">
        <CircleX size={20} aria-hidden />
      </span>
      <div>
        <Heading className="sm b">{t('problem.title')}</Heading>
        <p className="sm i2">
          {words.problem(problem)} <PlanHelp error={problem} />
        </p>
        {known && (
          <p className="xs i3 mono">
            {known.code}
            {known.problem.traceId && ` · ${known.problem.traceId}`}
          </p>
        )}
      </div>
      {onRetry && <Button onClick={onRetry}>{t('retry')}</Button>}
    </div>
  );
}
