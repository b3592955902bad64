import { type CallExpression, type Expression, parseSync } from '@swc/core';

/** A call whose first argument is a text that stands in the source. */
export interface LiteralCall {
  /** The path of what is called: `it`, `it.each`, `logger.warn`. */
  readonly callee: string;
  /** The text; of a template what stands around its expressions, with `…` for each of them. */
  readonly text: string;
}

/**
 * Every such call in a file, in the order of the source. It is read from the syntax tree: a regular
 * expression finds calls in comments too, and none that are broken over lines in a way of their own.
 */
export function literalCalls(file: string, source: string): LiteralCall[] {
  const tree = parseSync(source, { syntax: 'typescript', tsx: file.endsWith('x') });
  return callsIn(tree).flatMap(call => {
    const text = textOf(call.arguments[0]?.expression);
    return text === undefined ? [] : [{ callee: pathOf(call.callee), text }];
  });
}

function callsIn(node: unknown): CallExpression[] {
  if (typeof node !== 'object' || node === null) return [];
  const within = Object.values(node).flatMap(callsIn);
  return isCall(node) ? [node, ...within] : within;
}

const isCall = (node: object): node is CallExpression =>
  'type' in node && node.type === 'CallExpression';

function textOf(argument: Expression | undefined): string | undefined {
  if (argument?.type === 'StringLiteral') return argument.value;
  if (argument?.type !== 'TemplateLiteral') return undefined;
  return argument.quasis.map(({ cooked = '' }) => cooked).join('…');
}

/** `it.each([1, 2])('title')` and `` it.each`…`('title') `` call what `it.each` returns. */
function pathOf(callee: CallExpression['callee']): string {
  switch (callee.type) {
    case 'Identifier':
      return callee.value;
    case 'MemberExpression':
      return 'value' in callee.property
        ? `${pathOf(callee.object)}.${callee.property.value}`
        : pathOf(callee.object);
    case 'CallExpression':
      return pathOf(callee.callee);
    case 'TaggedTemplateExpression':
      return pathOf(callee.tag);
    default:
      return '';
  }
}
