export type UseCase = 'ads_insights' | 'ads_management';

/** Counts calls as Meta does and tells the caller in headers. Percentages leak away over an hour of machine time. */
export interface Usage {
  /** Adds a call's cost and returns the use case's percentage after it. A read costs 1, a write 3. */
  charge(accountId: string, useCase: UseCase, points: number): number;
  headers(accountId: string | null, useCase: UseCase | null): Record<string, string>;
  setQuotas(perHour: Record<UseCase, number>): void;
}

interface Level {
  points: number;
  at: number;
}

const HOUR = 3_600_000;
const TIER = 'standard_access';

/** @param machine the machine's time in ms, not the sandbox's: a frozen sandbox clock must not freeze limits. */
export function createUsage(machine: () => number): Usage {
  let quotas: Record<UseCase, number> = { ads_insights: 20_000, ads_management: 20_000 };
  const levels = new Map<string, Level>();

  const add = (key: string, quota: number, points: number): number => {
    const now = machine();
    const level = levels.get(key) ?? { points: 0, at: now };
    const left = Math.max(0, level.points - ((now - level.at) / HOUR) * quota);
    // Calls beyond the limit are refused, and do not push the end of the refusal further away.
    const counted = Math.min(left + points, Math.max(left, quota + points));
    levels.set(key, { points: counted, at: now });
    return (counted / quota) * 100;
  };
  const percent = (accountId: string, useCase: UseCase) => add(`${accountId}/${useCase}`, quotas[useCase], 0);
  const total = () => quotas.ads_insights + quotas.ads_management;

  return {
    setQuotas(perHour) {
      quotas = perHour;
      levels.clear();
    },
    charge(accountId, useCase, points) {
      add('app', total(), points);
      return add(`${accountId}/${useCase}`, quotas[useCase], points);
    },
    headers(accountId, useCase) {
      const app = add('app', total(), accountId === null ? 1 : 0);
      const headers: Record<string, string> = {
        'x-app-usage': JSON.stringify({
          call_count: Math.ceil(app),
          total_cputime: Math.ceil(app / 2),
          total_time: Math.ceil(app / 2),
        }),
      };
      if (accountId === null || useCase === null) return headers;
      const account = percent(accountId, useCase);
      headers['x-business-use-case-usage'] = JSON.stringify({
        [accountId]: [useCaseUsage(useCase, account, minutesOver(account))],
      });
      headers['x-ad-account-usage'] = accountUsage(account, minutesOver(account) * 60);
      if (useCase === 'ads_insights') {
        headers['x-fb-ads-insights-throttle'] = JSON.stringify({
          app_id_util_pct: two(app),
          acc_id_util_pct: two(account),
          ads_api_access_tier: TIER,
        });
      }
      return headers;
    },
  };
}

/** Headers of a throttled answer: everything at 100 %, with the time until calls are served again. */
export function throttledHeaders(
  accountId: string,
  useCase: UseCase,
  seconds: number,
): Record<string, string> {
  return {
    'x-business-use-case-usage': JSON.stringify({
      [accountId]: [useCaseUsage(useCase, 100, Math.ceil(seconds / 60))],
    }),
    'x-ad-account-usage': accountUsage(100, seconds),
  };
}

/** Minutes until usage is back at 90 %. */
function minutesOver(percent: number): number {
  return percent >= 100 ? Math.ceil(((percent - 90) / 100) * 60) : 0;
}

function useCaseUsage(type: UseCase, percent: number, minutes: number): object {
  return {
    type,
    call_count: Math.ceil(percent),
    total_cputime: Math.ceil(percent / 3),
    total_time: Math.ceil(percent / 2),
    estimated_time_to_regain_access: minutes,
    ads_api_access_tier: TIER,
  };
}

function accountUsage(percent: number, seconds: number): string {
  return JSON.stringify({
    acc_id_util_pct: two(percent),
    reset_time_duration: seconds,
    ads_api_access_tier: TIER,
  });
}

function two(x: number): number {
  return Math.round(x * 100) / 100;
}
