import type { Hook } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import type { z } from 'zod';
import { shownText } from '../../core/wire/readable-text.ts';
import { Refused } from '../../core/wire/refused.ts';
import type { ManagementEnv } from './caller.ts';

/** No more problems of one request are reported. */
const maxIssues = 5;
const maxShown = 64;
/** DynamoDB takes 32 levels; what writes, copies or prints deeper ones runs out of stack. */
const maxNesting = 20;

/** Values that are nobody's to read, whatever field of whatever body they stand in. */
const secretName = /token$|secret|password|authorization|signature/i;

/** Turns what a schema says against a request into a problem. */
export const refuseInvalid: Hook<unknown, ManagementEnv, string, undefined> = result => {
  if (result.success) return;
  // The validator passes on what it was given, though its type does not say so.
  const { data } = result as { readonly data?: unknown };
  const code = result.target === 'json' ? 'BODY_INVALID' : 'QUERY_INVALID';
  const issues = result.error.issues.flatMap(meantIssues);
  const details = issues.slice(0, maxIssues).map(issue => described(issue, data));
  throw new Refused(code, [...new Set(details)].join('. '));
};

/** Refuses bodies that nest too deeply, before anything walks through them, and text that is none. */
export const storableBody = createMiddleware<ManagementEnv>(async (context, next) => {
  if (context.req.raw.body !== null && nestingOf(await context.req.text()) > maxNesting) {
    const detail = `received a body of more than ${maxNesting} levels; expected fewer`;
    throw new Refused('BODY_INVALID', detail);
  }
  if (context.req.raw.body !== null && !holdsText(await context.req.text())) {
    const detail = 'received text with half of a surrogate pair; expected whole characters';
    throw new Refused('BODY_INVALID', detail);
  }
  await next();
});

/**
 * Whether every name and text of the body could be stored: JSON may name half of a surrogate pair
 * (RFC 8259, 8.2), UTF-8 has none. What is no JSON is left to the validator.
 */
function holdsText(body: string): boolean {
  let isWhole = true;
  const look = (name: string, value: unknown): unknown => {
    isWhole &&= name.isWellFormed() && (typeof value !== 'string' || value.isWellFormed());
    return value;
  };
  try {
    JSON.parse(body, look);
  } catch {
    return true;
  }
  return isWhole;
}

/**
 * How deep a JSON text nests; brackets within its strings are none. A string without an end reaches to
 * that of the text: otherwise each quote in it would be tried as a beginning, in quadratic time.
 */
function nestingOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of text.matchAll(/"(?:\\[\s\S]?|[^"\\])*(?:"|$)|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/**
 * Of a value that has one of several forms, what is wrong with the form that was meant: the one that
 * knows most of its fields, if there is one.
 */
function meantIssues(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const forms = issue.errors.map(issues => ({ issues, unknown: unknownFields(issues) }));
  const fewest = Math.min(...forms.map(({ unknown }) => unknown));
  const [meant, ...others] = forms.filter(({ unknown }) => unknown === fewest);
  if (meant === undefined || others.length > 0) return [issue];
  return meant.issues
    .map(inner => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap(meantIssues);
}

/** How many of its own fields a form does not know. */
function unknownFields(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce(
    (sum, inner) =>
      inner.code === 'unrecognized_keys' && inner.path.length === 0 ? sum + inner.keys.length : sum,
    0,
  );
}

function described(issue: z.core.$ZodIssue, data: unknown): string {
  const name = shownText(issue.path.map(String).join('.'), maxShown);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, maxIssues).map(key => shownText(key, maxShown));
    return `received the unknown ${keys.join(', ')}${name ? ` in ${name}` : ''}; expected none`;
  }
  const received = shownValue(issue.path, data);
  return `received ${name ? `${name}${received}` : `a body${received}`}; ${expectation(issue.message)}`;
}

/** Zod's own messages begin with what is wrong and end with a type; ours are what was expected. */
function expectation(message: string): string {
  const text = message
    .replace(/^(Invalid|Too|Unrecognized) [a-z ]+: /, '')
    .replace(/, received [^,]*$/, '')
    .replace(/^must /, 'expected to ')
    .replace(/^Invalid input$/, 'expected one of the forms that are described');
  return text.startsWith('expected') ? text : `expected: ${text}`;
}

/** Scalars are shown, so far as they are short; of all else the kind. */
function shownValue(path: readonly PropertyKey[], data: unknown): string {
  const value = path.reduce(
    (at: unknown, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
    data,
  );
  if (value === undefined) return ', which is missing';
  if (path.some(key => secretName.test(String(key)))) return ' as …';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `=${value}`;
  if (typeof value === 'string') return `=${shownText(value, maxShown)}`;
  return Array.isArray(value) ? ` as a list of ${value.length}` : ' as an object';
}
