import { useTranslation } from 'react-i18next';
import type { Failure } from '../../../contracts/common.ts';
import { touches } from '../../../domain/failure.ts';
import { transitionReasons } from '../../../domain/task-state.ts';
import { ApiProblem } from './api.ts';

/** What the server says, in the reader's language by its code; in the server's own words where we have none. */
export function useServerWords() {
  const { t } = useTranslation('app');
  const happened = (code: string, own: string, platform = t('failure.other')) =>
    t(`failure.happened.${code}`, { platform, defaultValue: own });
  return {
    /** What happened, from a failure's code; `own`: the server's words, `platform`: whose answer it was, by name. */
    happened,
    /** What happened, what it touched and what to do. */
    failure: ({ code, message, touched, remedy }: Failure, platform?: string) => ({
      happened: happened(code, message, platform),
      touched: t(`failure.touched.${nameOf(touches, touched)}`, { defaultValue: touched }),
      todo: t(`failure.todo.${code}`, { defaultValue: remedy }),
    }),
    /** Why a request was refused and what to do. `feature`: the dictionary whose words for a code come first. */
    problem(error: unknown, feature = 'app') {
      if (!(error instanceof ApiProblem)) return t('problem.failed');
      const { code, reason, detail, quota } = error.problem;
      const keys = [reason, quota && `${code}-${quota.of}`, code].flatMap((key) =>
        key ? [`${feature}:problem.${key}`, `app:problem.${key}`] : [],
      );
      const said = t(keys, { ...quota, defaultValue: detail });
      return quota?.opensWith ? `${said} ${t('opensWith', { plan: t(`plan.${quota.opensWith}`) })}` : said;
    },
    /** Why a task moved, where no failure says it. */
    transition: (reason: string) =>
      t(`transition.${nameOf(transitionReasons, reason)}`, { defaultValue: reason }),
  };
}

const nameOf = (texts: Record<string, string>, text: string) =>
  Object.keys(texts).find((name) => texts[name] === text);
