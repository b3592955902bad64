import { isRecord } from '../../template/template.ts';

/** Whether a message is one of those that are looked for. */
export type MessageFilter = (message: string) => boolean;

/**
 * Reads a filter pattern, as far as the local host knows it: terms, which a message must have all of,
 * `?term` of which it needs any, `-term` which it must not have; and of messages that are JSON objects
 * `{ $.path = "value" }` with =, !=, <, <=, >, >=, `&&`, `||` and brackets.
 *
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws Error that says what was expected.
 */
export function readFilterPattern(pattern: string): MessageFilter {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (!text.startsWith('{')) return readTerms(text);
  if (!text.endsWith('}')) throw new Error('expected } at the end of the filter pattern');
  const holds = new PatternReader(text.slice(1, -1)).read();
  return message => {
    const entry = parse(message);
    return entry !== undefined && holds(entry);
  };
}

const termPattern = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\w+))(?=\s|$)/y;

function readTerms(text: string): MessageFilter {
  const all: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  termPattern.lastIndex = 0;
  for (let at = 0; at < text.length; at = termPattern.lastIndex) {
    const match = termPattern.exec(text);
    if (match === null) {
      throw new Error(`expected terms, those with other signs in quotes; received ${text}`);
    }
    const [, sign, quoted, word] = match;
    const term = quoted?.replaceAll(/\\(.)/g, '$1') ?? word ?? '';
    if (sign === '?') any.push(term);
    else if (sign === '-') none.push(term);
    else all.push(term);
  }
  return message =>
    all.every(term => message.includes(term)) &&
    (any.length === 0 || any.some(term => message.includes(term))) &&
    !none.some(term => message.includes(term));
}

type Entry = Readonly<Record<string, unknown>>;
type Condition = (entry: Entry) => boolean;

const signPattern = /\s*(\(|\)|&&|\|\||<=|>=|!=|=|<|>)/y;
const pathPattern = /\s*\$((?:\.[A-Za-z_][\w-]*|\[\d+\])+)/y;
const valuePattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s()&|"]+))/y;

class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Condition {
    const condition = this.#either();
    if (this.#text.slice(this.#at).trim() !== '') this.#refuse('its end');
    return condition;
  }

  #either(): Condition {
    let left = this.#both();
    while (this.#takeSign('||')) {
      const [one, other] = [left, this.#both()];
      left = entry => one(entry) || other(entry);
    }
    return left;
  }

  #both(): Condition {
    let left = this.#single();
    while (this.#takeSign('&&')) {
      const [one, other] = [left, this.#single()];
      left = entry => one(entry) && other(entry);
    }
    return left;
  }

  #single(): Condition {
    if (this.#takeSign('(')) {
      const inner = this.#either();
      if (!this.#takeSign(')')) this.#refuse(')');
      return inner;
    }
    const path = this.#take(pathPattern)?.[1] ?? this.#refuse('$.path');
    const keys = path.match(/[\w-]+/g) ?? [];
    const sign = comparisons.find(each => this.#takeSign(each)) ?? this.#refuse('a comparison');
    const [, quoted, bare] = this.#take(valuePattern) ?? this.#refuse('a value');
    const wanted = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '';
    return entry => compare(valueAt(entry, keys), sign, wanted);
  }

  #takeSign(sign: string): boolean {
    signPattern.lastIndex = this.#at;
    const match = signPattern.exec(this.#text);
    if (match?.[1] !== sign) return false;
    this.#at = signPattern.lastIndex;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #refuse(expected: string): never {
    throw new Error(
      `expected ${expected} in the filter pattern {${this.#text}} at ${JSON.stringify(this.#text.slice(this.#at))}`,
    );
  }
}

const comparisons = ['!=', '<=', '>=', '=', '<', '>'] as const;

function compare(value: unknown, sign: (typeof comparisons)[number], wanted: string): boolean {
  if (sign === '=') return isEqual(value, wanted);
  // What is not there is not unequal either.
  if (sign === '!=') return value !== undefined && !isEqual(value, wanted);
  const limit = Number(wanted);
  if (typeof value !== 'number' || Number.isNaN(limit)) return false;
  if (sign === '<') return value < limit;
  if (sign === '<=') return value <= limit;
  return sign === '>' ? value > limit : value >= limit;
}

/** An asterisk stands for anything. */
function isEqual(value: unknown, wanted: string): boolean {
  if (typeof value === 'number') return value === Number(wanted);
  if (typeof value === 'boolean') return String(value) === wanted.toLowerCase();
  if (typeof value !== 'string') return false;
  const [first = '', ...others] = wanted.split('*');
  const last = others.pop();
  if (last === undefined) return value === wanted;
  if (!value.startsWith(first)) return false;
  // Each part where it comes first: one place that fits is as good as any other, so nothing is tried twice.
  let at = first.length;
  for (const part of others) {
    const found = value.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

const valueAt = (entry: Entry, keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    entry,
  );

function parse(message: string): Entry | undefined {
  if (!message.trimStart().startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(message);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
