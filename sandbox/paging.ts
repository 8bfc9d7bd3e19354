import { invalidParameter } from './errors.ts';
import { withoutSecrets, type GraphCall } from './request.ts';

/** Opaque to callers: where a page starts, and whether it is a repeat made by the duplicate-page fault. */
interface Cursor {
  offset: number;
  repeat?: true;
}

const LARGEST = 500;

/**
 * One page of a list, in Meta's envelope. `keep` hides items after the page was cut, as Meta does, so a page may be
 * shorter than its limit, or empty, and still have a next one. Links are absolute and carry the caller's token.
 */
export function page<T>(
  call: GraphCall,
  items: readonly T[],
  show: (item: T) => object,
  keep: (item: T) => boolean = () => true,
) {
  const { sandbox, params, method, path } = call;
  const limit = readLimit(params.limit);
  const here = params.after === undefined ? { offset: 0 } : readCursor(params.after);
  const end = Math.min(here.offset + limit, items.length);
  const last = end >= items.length;

  let after: Cursor = { offset: end };
  let more = !last;
  if (here.offset === 0 && !here.repeat && sandbox.faults.take('duplicate-page', method, path)) {
    after = { offset: 0, repeat: true };
    more = true;
  } else if (last && sandbox.faults.take('looping-cursor', method, path)) {
    after = { offset: 0 };
    more = true;
  }

  const data = items.slice(here.offset, end).filter(keep).map(show);
  if (items.length === 0) return { data };
  const cursors = {
    before: writeCursor({ offset: Math.max(0, here.offset - limit) }),
    after: writeCursor(after),
  };
  return {
    data,
    paging: {
      cursors,
      ...(more ? { next: link(call, { after: cursors.after }) } : {}),
      ...(here.offset > 0 ? { previous: link(call, { after: cursors.before }) } : {}),
    },
  };
}

function link(call: GraphCall, cursor: Record<string, string>): string {
  const url = new URL(`${call.url}/${call.version}${call.path}`);
  const token = call.token ?? '';
  url.search = new URLSearchParams({
    access_token: token,
    ...withoutSecrets(call.params),
    ...cursor,
  }).toString();
  return url.href;
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return 25;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw invalidParameter('(#100) Param limit must be an integer above 0');
  return Math.min(LARGEST, Number(text));
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function readCursor(text: string): Cursor {
  try {
    const { offset, repeat } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
    if (Number.isSafeInteger(offset) && offset >= 0) return repeat ? { offset, repeat } : { offset };
  } catch {
    // falls through to the one answer
  }
  throw invalidParameter('(#100) Invalid cursors values: the cursor is not usable for this list');
}
