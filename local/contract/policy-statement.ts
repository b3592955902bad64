/** One statement of a policy. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Which actions it is about: these, or all but these. */
  readonly actions: Patterns;
  /** Which resources it is about; absent in a trust policy. */
  readonly resources?: Patterns | undefined;
  /** Whom a trust policy lets assume the role. */
  readonly services: readonly string[];
  /** On which conditions a trust policy does. */
  readonly conditions: readonly TrustCondition[];
}

export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** For which resource of which account a service wants to act in a role. */
export interface TrustContext {
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** One comparison: the key has to have any of the values. */
export interface TrustCondition {
  readonly key: keyof TrustContext;
  readonly values: readonly string[];
  /** Whether `*` and `?` stand for others. */
  readonly isPattern: boolean;
}
