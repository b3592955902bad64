import { z } from 'zod';
import type { Patterns, Statement } from '../contract/policy-statement.ts';
import { trustConditions } from './trust-condition.ts';
import { covers, coversAction } from './wildcard.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform(value => [value].flat());

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.unknown()).optional(),
});

const document = z.strictObject({
  Version: z.literal('2012-10-17', 'expected 2012-10-17, the version with wildcards as known here'),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement)]).transform(value => [value].flat()),
});

type ParsedStatement = z.output<typeof statement>;

/**
 * Reads a policy of a role. `where` names role and policy for errors.
 *
 * @throws Error on anything that the host would have to guess at: a condition, a policy variable,
 * an unknown element.
 */
export function identityStatements(value: unknown, where: string): Statement[] {
  return statementsOf(value, where).map((parsed, index) => {
    const place = `${where}, statement ${parsed.Sid ?? index + 1}`;
    if (parsed.Principal !== undefined) {
      throw new Error(`${place}: a policy of a role names no Principal`);
    }
    const resources = patternsOf(parsed.Resource, parsed.NotResource, 'Resource', place);
    for (const pattern of resources.patterns) refuseVariable(pattern, place);
    if (parsed.Condition !== undefined) refuseCondition(parsed.Condition, place);
    return { ...common(parsed, place), resources, services: [], conditions: [] };
  });
}

/** Reads a role's trust policy: who may assume it. @throws Error as `identityStatements` does. */
export function trustStatements(value: unknown, where: string): Statement[] {
  return statementsOf(value, where).map((parsed, index) => {
    const place = `${where}, statement ${parsed.Sid ?? index + 1}`;
    const principal = z.strictObject({ Service: oneOrMore }).safeParse(parsed.Principal);
    if (!principal.success) {
      throw new Error(
        `${place}: expected a Principal of the form {"Service": …}; received ${JSON.stringify(parsed.Principal)}`,
      );
    }
    const conditions = trustConditions(parsed.Condition ?? {});
    if (conditions === undefined) refuseCondition(parsed.Condition, place);
    return { ...common(parsed, place), services: principal.data.Service, conditions };
  });
}

/** Whether a statement is about this action and resource. */
export function concerns(
  { actions, resources }: Statement,
  action: string,
  resource: string,
): boolean {
  return (
    actions.patterns.some(each => coversAction(each, action)) !== actions.negated &&
    (resources === undefined ||
      resources.patterns.some(each => covers(each, resource)) !== resources.negated)
  );
}

function statementsOf(value: unknown, where: string): ParsedStatement[] {
  const parsed = document.safeParse(value);
  if (parsed.success) return parsed.data.Statement;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`${where}: not a policy that the local host understands: ${issues.join('; ')}`);
}

function common(parsed: ParsedStatement, place: string): Pick<Statement, 'effect' | 'actions'> {
  const actions = patternsOf(parsed.Action, parsed.NotAction, 'Action', place);
  for (const pattern of actions.patterns) {
    if (!/^(\*|[\w-]+:[\w*?]+)$/.test(pattern)) {
      throw new Error(
        `${place}: expected actions such as "dynamodb:GetItem", received "${pattern}"`,
      );
    }
  }
  return { effect: parsed.Effect, actions };
}

function patternsOf(
  positive: readonly string[] | undefined,
  negative: readonly string[] | undefined,
  name: string,
  place: string,
): Patterns {
  const patterns = positive ?? negative;
  if (patterns === undefined || (positive !== undefined && negative !== undefined)) {
    throw new Error(`${place}: expected either ${name} or Not${name}`);
  }
  return { negated: positive === undefined, patterns };
}

function refuseCondition(condition: unknown, place: string): never {
  throw new Error(
    `${place}: the local host does not understand its Condition ${JSON.stringify(condition)}, so it cannot decide what is allowed`,
  );
}

/** "${aws:username}" and the like depend on who asks. */
function refuseVariable(pattern: string, place: string): void {
  if (pattern.includes('${')) {
    throw new Error(`${place}: the local host does not understand the variable in "${pattern}"`);
  }
}
