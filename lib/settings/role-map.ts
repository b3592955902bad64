import { z } from 'zod';
import { rolePattern } from '../../core/wire/role.ts';

/** One value of the claim that has the role, and which role it stands for. */
export interface RoleMapping {
  readonly value: string;
  readonly role: string;
}

const maxMappings = 50;
const maxValueLength = 256;
/** All of them are in the environment of each function that verifies tokens. */
const maxCharacters = 1_000;
const roleMapExpectation = `1 to ${maxMappings} of value=role such as admins=admin,night-shift=operator, comma-separated or a list, each value once, ${maxCharacters} characters in all, the role that wins first`;

/** Which value of the claim stands for which role: a text, or a list where a value has commas. */
export const roleMapSchema = z.preprocess(
  value => (typeof value === 'string' ? value.split(',') : value),
  z
    .array(z.string({ error: roleMapExpectation }), { error: roleMapExpectation })
    .check(context => {
      const defect = roleMapDefect(context.value);
      if (defect === undefined) return;
      const message = `${roleMapExpectation}; ${defect}`;
      context.issues.push({ code: 'custom', input: context.value, message });
    })
    .transform((texts): readonly RoleMapping[] => texts.map(mappingOf)),
);

/** A role’s name has no `=`, a value may. */
function mappingOf(text: string): RoleMapping {
  const at = text.lastIndexOf('=');
  return { value: text.slice(0, Math.max(0, at)).trim(), role: text.slice(at + 1).trim() };
}

function roleMapDefect(texts: readonly string[]): string | undefined {
  if (texts.length === 0 || texts.length > maxMappings) return `these are ${texts.length}`;
  const odd = texts.find(text => !isMapping(mappingOf(text)));
  if (odd !== undefined) return `${JSON.stringify(odd)} is none`;
  const values = texts.map(text => mappingOf(text).value);
  const twice = values.find((value, at) => values.indexOf(value) !== at);
  if (twice !== undefined) return `${twice} is there more than once`;
  const characters = texts.join('').length;
  return characters > maxCharacters ? `these have ${characters} characters` : undefined;
}

const isMapping = ({ value, role }: RoleMapping): boolean =>
  value !== '' &&
  value.length <= maxValueLength &&
  !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value) &&
  rolePattern.test(role);

/** As functions and outputs have it: pairs, as JSON. */
export function roleMapVariable(roleMap: readonly RoleMapping[]): string {
  return JSON.stringify(roleMap.map(({ value, role }) => [value, role]));
}
