import type { Permission, PolicyHolder, RoleIdentity } from '../contract/access-control.ts';
import type { Patterns, Statement, TrustContext } from '../contract/policy-statement.ts';
import { concerns } from './policy-statements.ts';
import { holds } from './trust-condition.ts';

/** One action pattern on one resource pattern, as a policy grants it, and how often it served. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly uses: number;
}

interface CountedGrant extends Permission {
  /** The statement, narrowed to this grant. */
  readonly only: Statement;
  uses: number;
}

export type Decision = 'allowed' | 'denied' | 'not allowed';

/** A role of the template: who may assume it, what it may do, and what it has done. */
export class Role implements PolicyHolder {
  readonly arn: string;
  readonly name: string;
  readonly logicalId: string;
  readonly #trust: readonly Statement[];
  readonly #statements: Statement[] = [];
  /** By "ACTION RESOURCE", in the order of the policies. */
  readonly #grants = new Map<string, CountedGrant>();

  constructor(identity: RoleIdentity, trust: readonly Statement[]) {
    this.arn = identity.arn;
    this.name = identity.name;
    this.logicalId = identity.logicalId;
    this.#trust = trust;
  }

  attach(statements: readonly Statement[], counted = true): void {
    this.#statements.push(...statements);
    if (!counted) return;
    for (const statement of statements) {
      if (statement.effect === 'Deny') continue;
      for (const action of texts(statement.actions)) {
        for (const resource of texts(statement.resources)) {
          const key = `${action} ${resource}`;
          if (this.#grants.has(key)) continue;
          const only = { ...statement, ...narrowed(statement, action, resource) };
          this.#grants.set(key, { action, resource, only, uses: 0 });
        }
      }
    }
  }

  /** Whether a service of AWS may act in this role. */
  trusts(service: string, context: TrustContext): boolean {
    const matching = this.#trust.filter(
      statement =>
        statement.services.includes(service) &&
        concerns(statement, 'sts:AssumeRole', this.arn) &&
        holds(statement.conditions, context),
    );
    return matching.length > 0 && matching.every(({ effect }) => effect === 'Allow');
  }

  /**
   * Decides as IAM does: a Deny wins over any Allow, and without an Allow nothing is allowed.
   *
   * docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html
   */
  decide({ action, resource }: Permission): Decision {
    const matching = this.#statements.filter(each => concerns(each, action, resource));
    if (matching.some(({ effect }) => effect === 'Deny')) return 'denied';
    return matching.length > 0 ? 'allowed' : 'not allowed';
  }

  /** Counts each grant that allows this as used. */
  use({ action, resource }: Permission): void {
    for (const grant of this.#grants.values()) {
      if (concerns(grant.only, action, resource)) grant.uses += 1;
    }
  }

  get grants(): Grant[] {
    return [...this.#grants.values()].map(({ action, resource, uses }) => ({
      action,
      resource,
      uses,
    }));
  }
}

/** "all but …" is one grant, not several. */
const texts = (patterns: Patterns | undefined): readonly string[] => {
  if (patterns === undefined) return ['*'];
  return patterns.negated ? [`not ${patterns.patterns.join(', ')}`] : patterns.patterns;
};

/** A statement's patterns, with one of each where one can be picked out. */
function narrowed(
  { actions, resources }: Statement,
  action: string,
  resource: string,
): Pick<Statement, 'actions' | 'resources'> {
  const only = (patterns: Patterns, text: string): Patterns =>
    patterns.negated ? patterns : { negated: false, patterns: [text] };
  return { actions: only(actions, action), resources: resources && only(resources, resource) };
}
