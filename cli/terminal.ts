/** A line of progress. */
export const say = (text: string): void => console.log(`  ${text}`);

/** One of the lines that stand under each other: a word, then what it is. */
export const row = (word: string, text: string): string => `${word.padEnd(13)}${text}`;

export const bold = (text: string): string => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[22m` : text);

/** Breaks a text into lines of at most 100 characters, each behind `indent`, the first one behind `first`. */
export function wrap(text: string, indent: string, first = indent): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < 100) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push((lines.length === 0 ? first : indent) + word);
  }
  return lines.join('\n');
}
