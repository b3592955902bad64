/** One word of an expression of metric math. */
export type MathToken =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'text'; readonly value: string }
  /** An operator, a bracket or a comma. */
  | { readonly kind: 'sign'; readonly value: string };

const tokenPattern =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z]\w*)|(?:"([^"]*)"|'([^']*)')|(<=|>=|==|!=|&&|\|\||[-+*/^<>()[\],]))/y;

/** @throws Error that names what it cannot read. */
export function mathTokens(expression: string): MathToken[] {
  const tokens: MathToken[] = [];
  const end = expression.trimEnd().length;
  tokenPattern.lastIndex = 0;
  for (let at = 0; at < end; at = tokenPattern.lastIndex) {
    const match = tokenPattern.exec(expression);
    if (match === null) {
      throw new Error(`expected an expression of metric math; received "${expression.slice(at)}"`);
    }
    tokens.push(tokenOf(match));
  }
  return tokens;
}

function tokenOf([, number, name, double, single, sign]: RegExpExecArray): MathToken {
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (name !== undefined) return { kind: 'name', value: name };
  const text = double ?? single;
  if (text !== undefined) return { kind: 'text', value: text };
  return { kind: 'sign', value: sign ?? '' };
}
