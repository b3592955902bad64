/**
 * Whether a pattern of a policy covers a text: `*` stands for any characters, colons included,
 * and `?` for any one.
 *
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function covers(pattern: string, text: string): boolean {
  return expressionOf(pattern).test(text);
}

/** Actions are compared without regard to case: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
export const coversAction = (pattern: string, action: string): boolean =>
  covers(pattern.toLowerCase(), action.toLowerCase());

/** Bounded: patterns come out of one template. */
const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  expressions.set(pattern, expression);
  return expression;
}
