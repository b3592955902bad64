import type { AlarmState } from './evaluate.ts';

/** The rule of a composite alarm, read: the alarms that it names, and what it says of their states. */
export interface AlarmRule {
  /** Names or ARNs, each once. */
  readonly alarms: readonly string[];
  holds(stateOf: (alarm: string) => AlarmState): boolean;
}

type Condition = (stateOf: (alarm: string) => AlarmState) => boolean;

const states: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] satisfies AlarmState[];

const tokenPattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/y;

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * Reads a rule: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 *
 * @throws Error that says what was expected.
 */
export function readAlarmRule(text: string): AlarmRule {
  const tokens = tokensOf(text);
  const alarms = new Set<string>();
  let at = 0;

  const refuse = (expected: string): never => {
    throw new Error(
      `expected ${expected} in the rule ${text}; received ${tokens[at]?.text ?? 'its end'}`,
    );
  };
  const take = (word: string): boolean => {
    const token = tokens[at];
    if (token === undefined || token.isQuoted || token.text !== word) return false;
    at += 1;
    return true;
  };
  const expect = (word: string): void => {
    if (!take(word)) refuse(word);
  };

  const either = (): Condition => {
    let left = both();
    while (take('OR')) {
      const [one, other] = [left, both()];
      left = stateOf => one(stateOf) || other(stateOf);
    }
    return left;
  };
  const both = (): Condition => {
    let left = single();
    while (take('AND')) {
      const [one, other] = [left, single()];
      left = stateOf => one(stateOf) && other(stateOf);
    }
    return left;
  };
  const single = (): Condition => {
    if (take('NOT')) {
      const negated = single();
      return stateOf => !negated(stateOf);
    }
    if (take('TRUE')) return () => true;
    if (take('FALSE')) return () => false;
    if (take('(')) {
      const inner = either();
      expect(')');
      return inner;
    }
    const state = states.find(take) ?? refuse(`${states.join(', ')}, NOT, TRUE, FALSE or (`);
    expect('(');
    const alarm = tokens[at]?.text ?? refuse('the name of an alarm');
    at += 1;
    expect(')');
    alarms.add(alarm);
    return stateOf => stateOf(alarm) === state;
  };

  const holds = either();
  if (at < tokens.length) refuse('the end');
  return { alarms: [...alarms], holds };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  tokenPattern.lastIndex = 0;
  for (let at = 0; at < end; at = tokenPattern.lastIndex) {
    const match = tokenPattern.exec(text);
    if (match === null) throw new Error(`expected a rule of alarms; received ${text.slice(at)}`);
    const [, quoted, bracket, word] = match;
    tokens.push(
      quoted === undefined
        ? { text: bracket ?? word ?? '', isQuoted: false }
        : { text: quoted.replaceAll(/\\(.)/g, '$1'), isQuoted: true },
    );
  }
  return tokens;
}
