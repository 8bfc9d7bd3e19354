import { writeFile } from 'node:fs/promises';
import { describeApi } from '../api/openapi.ts';

/** Writes the API's description to the file that is checked in. */
export async function writeOpenapi(): Promise<void> {
  await writeFile(
    new URL('../openapi.json', import.meta.url),
    `${JSON.stringify(await describeApi(), null, 2)}\n`,
  );
}
