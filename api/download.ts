import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** However long an answer as a file may take, in ms; other answers have 30 s (api/slow-clients.ts). */
export const DOWNLOAD_MS = 15 * 60_000;

/** Of routes that answer with a file: asking for its headers alone would make all of it. */
export const downloadOptions = { handlerTimeout: DOWNLOAD_MS, exposeHeadRoute: false };

/** A file as an answer of the API's document. */
export const fileAnswer = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: z.string().meta({ format: 'binary' }) } } },
});

/** Answers with a file as it is made, no faster than it is read. Whoever makes it is told when the reader leaves. */
export function download(
  reply: Pick<FastifyReply, 'headers'>,
  parts: AsyncIterable<string> | Readable,
  { type, name }: { type: string; name: string },
): string {
  const stream = parts instanceof Readable ? parts : Readable.from(parts, { highWaterMark: 1 });
  reply.headers({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` });
  // A stream that a route returns is sent piece by piece; the document describes it as text.
  return stream as unknown as string;
}
