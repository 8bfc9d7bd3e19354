import { createHash } from 'node:crypto';
import { leakedPasswordPrints } from './leaked-password-prints.ts';

const BYTES = 4;
const prints = Buffer.from(leakedPasswordPrints.replaceAll('\n', ''), 'base64');

/** Whether this password is on the lists of leaked ones that come with AEGIS; in capitals or not. No request leaves for it. */
export function isLeaked(password: string): boolean {
  const print = createHash('sha256').update(password.toLowerCase()).digest().readUInt32BE(0);
  let [low, high] = [0, prints.length / BYTES];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (prints.readUInt32BE(middle * BYTES) < print) low = middle + 1;
    else high = middle;
  }
  return low * BYTES < prints.length && prints.readUInt32BE(low * BYTES) === print;
}
