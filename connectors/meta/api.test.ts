import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Call } from '../types.ts';
import { readAll } from './api.ts';

const TOKEN = 'EAA-secret-token';
const rows = z.object({ id: z.string() });

/** A platform that gives these answers one after the other, and what it was asked. */
function platform(answers: (Response | Error)[]) {
  const asked: { url: string; authorization: string | null }[] = [];
  const call: Call = {
    app: {
      environment: 'live',
      clientId: '1',
      clientSecret: 's',
      apiUrl: 'https://meta.test',
      dialogUrl: '',
    },
    credential: { accessToken: TOKEN, expiresAt: null, scopes: [], externalUserId: '1' },
    fetch: async (input, init) => {
      asked.push({ url: input as string, authorization: new Headers(init?.headers).get('authorization') });
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { call, asked, list: () => readAll(call, '/act_1/campaigns', { limit: '2' }, rows) };
}

const page = (ids: string[], after?: string) =>
  Response.json({
    data: ids.map((id) => ({ id })),
    ...(after === undefined
      ? {}
      : {
          paging: {
            next: `https://elsewhere.test/v26.0/act_1/campaigns?access_token=${TOKEN}&after=${after}`,
          },
        }),
  });

const refusal = (code: number, subcode?: number, init: ResponseInit = { status: 400 }) =>
  Response.json({ error: { code, error_subcode: subcode, message: TOKEN, fbtrace_id: 'Abc' } }, init);

describe('calls to Meta (C1, C6)', () => {
  it('follows absolute links on the configured base with the token in the header only', async () => {
    const { list, asked } = platform([page(['1'], 'x'), page([], 'y'), page(['2'])]);
    expect(await list()).toEqual([{ id: '1' }, { id: '2' }]);
    expect(asked.map((a) => new URL(a.url).host)).toEqual(['meta.test', 'meta.test', 'meta.test']);
    expect(asked.every((a) => !a.url.includes(TOKEN) && a.authorization === `Bearer ${TOKEN}`)).toBe(true);
  });

  it('ends a list that leads back to itself as cursor-loop', async () => {
    const { list } = platform([page(['1'], 'x'), page(['2'], 'y'), page(['1'], 'x')]);
    await expect(list()).rejects.toMatchObject({ code: 'cursor-loop' });
  });

  it.each([
    [190, 463, 'auth-expired'],
    [102, undefined, 'auth-expired'],
    [10, undefined, 'permission'],
    [294, undefined, 'permission'],
    [4, 1504022, 'rate-limited'],
    [17, 2446079, 'rate-limited'],
    [80000, undefined, 'rate-limited'],
    [1, undefined, 'unavailable'],
    [2, 1504018, 'unavailable'],
    [100, 33, 'rejected-request'],
    [2635, undefined, 'rejected-request'],
  ])('reads code %s/%s as %s', async (code, subcode, ours) => {
    const providerCode = subcode === undefined ? String(code) : `${code}/${subcode}`;
    const facts = { providerCode, trace: 'Abc', status: 400 };
    await expect(platform([refusal(code, subcode)]).list()).rejects.toMatchObject({ code: ours, facts });
  });

  it('waits as long as Meta says: minutes of a use case, seconds of an account', async () => {
    const headers = {
      'x-business-use-case-usage': '{"1":[{"type":"ads_insights","estimated_time_to_regain_access":7}]}',
      'x-ad-account-usage': '{"acc_id_util_pct":100,"reset_time_duration":90}',
    };
    const throttle = (code: number) => platform([refusal(code, undefined, { status: 400, headers })]).list();
    await expect(throttle(80000)).rejects.toMatchObject({ facts: { retryAfterMs: 420_000 } });
    await expect(throttle(17)).rejects.toMatchObject({ facts: { retryAfterMs: 90_000 } });
  });

  it('takes a page of a proxy, a broken connection and a strange answer for what they are', async () => {
    const html = (status: number) => platform([new Response('<html>', { status })]).list();
    await expect(html(502)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(html(200)).rejects.toMatchObject({ code: 'invalid-response' });
    await expect(html(429)).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(platform([new TypeError(TOKEN)]).list()).rejects.toMatchObject({ code: 'unavailable' });
    const strange = platform([Response.json({ data: [{ id: 9 }] })]).list();
    await expect(strange).rejects.toMatchObject({ code: 'invalid-response' });
  });

  it('never repeats what Meta or the network says', async () => {
    for (const answer of [refusal(100), refusal(190), new TypeError(TOKEN)]) {
      const error: unknown = await platform([answer])
        .list()
        .catch((thrown: unknown) => thrown);
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(TOKEN);
    }
  });
});
