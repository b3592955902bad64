import { cutText } from '../wire/cut-text.ts';

const maxReadLength = 16_384;
const maxShapeLength = 1_000;

/**
 * A query's text without its literals, comments and line breaks: each literal becomes `?`, lists of
 * them one `?`. Literals are customers' data and must not travel with a performance report.
 *
 * The dialect is not known, so where dialects disagree the reading that shows less wins: a backslash
 * before a quote ends the shape (an escape to MySQL, the end of the string to PostgreSQL), and double
 * quotes hold a literal unless the query shows that they hold names. At most 1,000 characters.
 */
export function queryShape(query: string): string {
  const text = cutText(query, maxReadLength);
  const parts = readParts(text);
  const quotesHoldNames = parts.some((part, at) => isQuotedName(parts, part, at));
  const shape = parts
    .map(part => (part.kind === 'quoted' && !quotesHoldNames ? '?' : part.text))
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/\( ?\?(?: ?, ?\?)+ ?\)/g, '(?)')
    .replace(/\(\?\)(?: ?, ?\(\?\))+/g, '(?)')
    .trim();
  return cutText(shape, maxShapeLength, '…');
}

/** A stretch of the query: `plain` as it may be shown, `quoted` by double quotes, which may not. */
interface Part {
  readonly kind: 'plain' | 'quoted';
  readonly text: string;
}

const literal: Part = { kind: 'plain', text: '?' };
const gap: Part = { kind: 'plain', text: ' ' };

/*
 * One pattern per lexical element, tried in this order at each position; the last takes any one
 * character, so the reading always goes forward. An element without its end reaches to the end of
 * the text. None backtracks over more than it consumed.
 */
const elements: readonly { readonly pattern: RegExp; part(text: string): Part | 'stop' }[] = [
  { pattern: /\s+/y, part: () => gap },
  // Comments. MySQL wants a blank after `--`; `#` is its comment too, but an operator elsewhere.
  { pattern: /--(?=\s|$)[^\n]*/y, part: () => gap },
  { pattern: /(?:--|#(?![>-]))[^\n]*/y, part: perhapsComment },
  // Oracle's q'[…]' chooses its own delimiter.
  { pattern: /n?q'/iy, part: () => 'stop' },
  // Strings, with a prefix (N, E, X, B, U&) or a MySQL character set (_utf8mb4) if they have one.
  { pattern: /(?:\b(?:n|e|x|b|u&)|\b_\w+\s?)?'(?:[^']|'')*(?:'|$)/iy, part: stringPart },
  { pattern: /\$(\w*)\$(?:(?!\$\1\$)[\s\S])*(?:\$\1\$|$)/y, part: () => literal },
  { pattern: /"(?:[^"]|"")*(?:"|$)/y, part: quotedPart },
  { pattern: /`[^`]*`/y, part: shown },
  // Names and parameters ($1, :id, @id), whole: their digits are no numbers.
  { pattern: /[$:@]*[\p{L}_][\p{L}\p{N}_$]*/uy, part: shown },
  { pattern: /[$:@]\d+/y, part: shown },
  // With what is glued to them: 1_000, 0b11, 0o17.
  { pattern: /(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\w*/iy, part: () => literal },
  // Behind the end of the query: another one, or the values that an ORM logs with it.
  { pattern: /;(?=\s*\S)/y, part: () => 'stop' },
  { pattern: /[\s\S]/y, part: shown },
];

function shown(text: string): Part {
  return { kind: 'plain', text };
}

function perhapsComment(text: string): Part | 'stop' {
  return /['"$]/.test(text) ? 'stop' : gap;
}

function stringPart(text: string): Part | 'stop' {
  return text.includes("\\'") ? 'stop' : literal;
}

function quotedPart(text: string): Part | 'stop' {
  return text.includes('\\"') ? 'stop' : { kind: 'quoted', text };
}

function readParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const comment = blockCommentEnd(text, at);
    if (comment !== undefined) {
      parts.push(gap);
      at = comment;
      continue;
    }
    const found = elementAt(text, at);
    if (found.part === 'stop') return [...parts, { kind: 'plain', text: '?…' }];
    parts.push(found.part);
    at = found.endsAt;
  }
  return parts;
}

function elementAt(text: string, at: number): { part: Part | 'stop'; endsAt: number } {
  for (const { pattern, part } of elements) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { part: part(match[0]), endsAt: pattern.lastIndex };
  }
  return { part: 'stop', endsAt: text.length };
}

/** Where the block comment that begins here ends; PostgreSQL nests them. */
function blockCommentEnd(text: string, at: number): number | undefined {
  if (!text.startsWith('/*', at)) return undefined;
  let depth = 0;
  for (const mark of text.slice(at).matchAll(/\/\*|\*\//g)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return at + mark.index + 2;
  }
  return text.length;
}

/**
 * Whether this double-quoted part can only be a name: beside a dot, or where a table must stand.
 * FROM shows nothing: MySQL's `trim("x" from "y")` has strings there.
 */
function isQuotedName(parts: readonly Part[], part: Part, at: number): boolean {
  if (part.kind !== 'quoted') return false;
  const before = parts
    .slice(Math.max(0, at - 2), at)
    .map(({ text }) => text)
    .join('');
  return (
    before.endsWith('.') ||
    parts[at + 1]?.text === '.' ||
    /^(?:join|into|update|table)\s+$/i.test(before.trimStart())
  );
}
