import { readFileSync } from 'node:fs';

/** The text of a page. */
export const read = (page: string) => readFileSync(page, 'utf8');

export const withoutFences = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '');

/** What stands between backticks, outside of fences. */
export const codeSpans = (text: string) =>
  [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The cells of each row of each table, without their heads. */
export function rowsOf(text: string): string[][] {
  const lines = withoutFences(text).split('\n');
  return lines.flatMap((line, at) => {
    const isHead = /^\|[-| ]+\|$/.test(lines[at + 1] ?? '') || /^\|[-| ]+\|$/.test(line);
    if (!line.startsWith('| ') || isHead) return [];
    return [
      line
        .slice(1, -1)
        .split('|')
        .map(cell => cell.trim()),
    ];
  });
}

/** What stands under that heading, up to the next one. */
export function section(page: string, heading: string): string {
  const parts = withoutFences(read(page)).split(/^#+ (.+)$/m);
  const at = parts.indexOf(heading);
  if (at === -1) throw new Error(`${page} has no heading ${heading}`);
  return parts[at + 1] ?? '';
}
