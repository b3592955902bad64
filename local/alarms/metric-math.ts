import { type MathFunction, type MathScope, mathFunctions } from './math-functions.ts';
import { type MathToken, mathTokens } from './math-tokens.ts';
import { list, type MathValue, pointsOf, pointwise, scalar } from './math-values.ts';

/** An expression that was read: what it gives where ids have their values. */
export type MathExpression = (scope: MathScope) => MathValue;

type Operation = (one: number, other: number) => number;

const truth = (value: boolean): number => (value ? 1 : 0);

/** By binding strength, the weakest first. */
const levels: readonly Readonly<Record<string, Operation>>[] = [
  {
    OR: (one, other) => truth(one !== 0 || other !== 0),
    '||': (one, other) => truth(one !== 0 || other !== 0),
  },
  {
    AND: (one, other) => truth(one !== 0 && other !== 0),
    '&&': (one, other) => truth(one !== 0 && other !== 0),
  },
  {
    '<': (one, other) => truth(one < other),
    '<=': (one, other) => truth(one <= other),
    '==': (one, other) => truth(one === other),
    '!=': (one, other) => truth(one !== other),
    '>': (one, other) => truth(one > other),
    '>=': (one, other) => truth(one >= other),
  },
  { '+': (one, other) => one + other, '-': (one, other) => one - other },
  { '*': (one, other) => one * other, '/': (one, other) => one / other },
  { '^': (one, other) => one ** other },
];

/** Names that are words of the language, not ids: FILL's second argument. */
const words = new Set(['REPEAT', 'LINEAR']);

/**
 * Reads an expression of metric math, as far as the local host knows it:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * @throws Error that says what was expected.
 */
export function readExpression(text: string): MathExpression {
  const reader = new Reader(text);
  const expression = reader.level(0);
  reader.expectEnd();
  return expression;
}

class Reader {
  readonly #text: string;
  readonly #tokens: readonly MathToken[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = mathTokens(text);
  }

  expectEnd(): void {
    if (this.#at < this.#tokens.length) this.#refuse('the end');
  }

  /** What binds at least as strongly as that level. */
  level(index: number): MathExpression {
    const operations = levels[index];
    if (operations === undefined) return this.#unary();
    let left = this.level(index + 1);
    for (let taken = this.#operation(operations); taken; taken = this.#operation(operations)) {
      const operation = taken;
      const one = left;
      const other = this.level(index + 1);
      left = scope => pointwise(operation, one(scope), other(scope));
    }
    return left;
  }

  #operation(operations: Readonly<Record<string, Operation>>): Operation | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' && token?.kind !== 'name') return undefined;
    const found = Object.hasOwn(operations, token.value) ? operations[token.value] : undefined;
    if (found !== undefined) this.#at += 1;
    return found;
  }

  #unary(): MathExpression {
    if (!this.#take('-')) return this.#primary();
    const operand = this.#unary();
    return scope => pointwise(value => -value, operand(scope));
  }

  #primary(): MathExpression {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'number') return () => scalar(token.value);
    if (token?.kind === 'text') return () => token;
    if (token?.kind === 'name') return this.#named(token.value);
    if (token?.value === '(') {
      const inner = this.level(0);
      this.#expect(')');
      return inner;
    }
    if (token?.value === '[') {
      const items = this.#until(']');
      return scope => list(items.map(item => pointsOf(item(scope))));
    }
    this.#at -= 1;
    return this.#refuse('a number, an id or a function');
  }

  #named(name: string): MathExpression {
    if (!this.#take('(')) {
      if (words.has(name)) return () => ({ kind: 'text', value: name });
      return scope => scope.valueOf(name);
    }
    const values = this.#until(')');
    const call = functionNamed(name);
    return scope =>
      call(
        values.map(value => value(scope)),
        scope,
      );
  }

  #until(end: string): MathExpression[] {
    const items: MathExpression[] = [];
    if (this.#take(end)) return items;
    do items.push(this.level(0));
    while (this.#take(','));
    this.#expect(end);
    return items;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.value !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) this.#refuse(sign);
  }

  #refuse(expected: string): never {
    const token = this.#tokens[this.#at];
    throw new Error(
      `expected ${expected} in "${this.#text}"; received ${token === undefined ? 'its end' : token.value}`,
    );
  }
}

function functionNamed(name: string): MathFunction {
  const found = Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
  if (found !== undefined) return found;
  throw new Error(
    `the local host does not know the function ${name} of metric math; it knows ${Object.keys(mathFunctions).join(', ')}`,
  );
}
