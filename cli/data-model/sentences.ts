import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../settings.ts';

const filesOf = (folder: string) =>
  readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => ({ file, text: readFileSync(path.join(root, folder, file), 'utf8') }));

/** What the migrations say above each `create index`: which question it answers. */
export function indexSentences(): Map<string, string> {
  const sentences = new Map<string, string>();
  for (const { text } of filesOf('migrations')) {
    for (const [, comment, name] of text.matchAll(/((?:^ *--.*\n)+) *create (?:unique )?index (\w+) on/gm)) {
      const lines = comment!.split('\n').map((line) => line.replace(/^ *-- ?/, ''));
      sentences.set(name!, lines.join(' ').trim());
    }
  }
  return sentences;
}

/** What db/schema says above each table. */
export function tableSentences(): Map<string, string> {
  const sentences = new Map<string, string>();
  for (const { file, text } of filesOf('db/schema')) {
    const [, comment] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport interface \w+Table /.exec(text) ?? [];
    if (comment)
      sentences.set(
        file.replace('.ts', '').replaceAll('-', '_'),
        comment.replace(/\s*\n? *\* ?/g, ' ').trim(),
      );
  }
  return sentences;
}
