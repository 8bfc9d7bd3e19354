import { ConnectorError, type ConnectorErrorCode, type ConnectorErrorFacts } from '../errors.ts';
import type { HttpAnswer } from '../http.ts';
import { accountUsageSchema, businessUsageSchema, errorSchema } from './schema.ts';

const AUTH = [102, 190];
const PERMISSION = [3, 10];
const THROTTLED = [4, 17, 32, 341, 613];
const PASSING = [-2, 1, 2, 104, 960];

const messages: Record<ConnectorErrorCode, string> = {
  'auth-expired': 'Meta no longer accepts the access that was given. Connect the account again.',
  permission: 'Meta refuses this for lack of a permission. Connect again and allow what is asked.',
  'rate-limited': 'Meta asks for a pause before more calls.',
  unavailable: 'Meta could not serve the request just now.',
  'invalid-response': 'Meta sent an answer that cannot be understood.',
  'rejected-request': 'Meta refused the request as it was made.',
  'cursor-loop': 'Meta sent the same page address twice.',
};

/** An error of ours in Meta's name, with only its code and trace kept: its own text may hold anything. */
export const metaError = (code: ConnectorErrorCode, facts: ConnectorErrorFacts = {}) =>
  new ConnectorError(code, messages[code], facts);

/** What an answer that is no success means. */
export function failureOf(answer: HttpAnswer): ConnectorError {
  const { status } = answer;
  const read = errorSchema.safeParse(answer.body);
  if (!read.success) {
    if (status === 429) return metaError('rate-limited', { status, ...delay(answer, 0) });
    return metaError(status >= 500 ? 'unavailable' : 'invalid-response', { status });
  }
  const { code, error_subcode: subcode, fbtrace_id: trace, is_transient: passing } = read.data.error;
  const ours = codeOf(code, status, passing ?? false);
  return metaError(ours, {
    status,
    providerCode: subcode === undefined ? String(code) : `${code}/${subcode}`,
    ...(trace === undefined ? {} : { trace }),
    ...(ours === 'rate-limited' ? delay(answer, code) : {}),
  });
}

function codeOf(code: number, status: number, passing: boolean): ConnectorErrorCode {
  if (AUTH.includes(code)) return 'auth-expired';
  if (PERMISSION.includes(code) || (code >= 200 && code <= 299)) return 'permission';
  if (THROTTLED.includes(code) || (code >= 80_000 && code <= 80_014) || status === 429) return 'rate-limited';
  if (PASSING.includes(code) || passing || status >= 500) return 'unavailable';
  return 'rejected-request';
}

/** Meta's own delay: minutes for business use cases (800xx), seconds for the account (4, 17 and others). */
function delay({ headers }: HttpAnswer, code: number): { retryAfterMs?: number } {
  const business = businessUsageSchema.safeParse(json(headers.get('x-business-use-case-usage'))).data;
  const account = accountUsageSchema.safeParse(json(headers.get('x-ad-account-usage'))).data;
  const minutes = business && Object.values(business).flatMap((uses) => uses.map(regainMinutes));
  const byBusiness = minutes && minutes.length > 0 ? Math.max(...minutes) * 60_000 : undefined;
  const byAccount = account && account.reset_time_duration * 1000;
  const retryAfterMs = code >= 80_000 ? (byBusiness ?? byAccount) : (byAccount ?? byBusiness);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

const regainMinutes = (use: { estimated_time_to_regain_access: number }) =>
  use.estimated_time_to_regain_access;

function json(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown;
  } catch {
    return null;
  }
}
