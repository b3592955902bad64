import { z } from 'zod';
import type { TrustCondition } from '../contract/policy-statement.ts';
import { holds, trustConditions } from './trust-condition.ts';
import { covers, coversAction } from './wildcard.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform(value => [value].flat());

/** What `enforceSSL` says: nobody may do anything without TLS. AWS itself always comes with it. */
const refusesPlainHttp = z.looseObject({
  Effect: z.literal('Deny'),
  Condition: z.strictObject({
    Bool: z.strictObject({ 'aws:SecureTransport': z.literal('false') }),
  }),
});

/** What lets a role of the template in: its own policies do, too, for it is of the same account. */
const admitsRole = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ AWS: oneOrMore }),
  Action: oneOrMore,
  Resource: oneOrMore,
});

/** What lets a service of AWS in, for certain resources of an account. */
const admitsService = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ Service: oneOrMore }),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.unknown().optional(),
});

interface Admission {
  readonly services: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly TrustCondition[];
}

/** An object that Lambda reads for a Web Function. */
export interface CodeRead {
  readonly bucket: string;
  readonly key: string;
  /** Of the revision for which it is read. */
  readonly readerArn: string;
  /** For errors. */
  readonly logicalId: string;
}

/** Lambda reads code as itself and not in a role: what the policies of a template's buckets say of that. */
export class BucketPolicies {
  readonly #admissions: Admission[] = [];

  /** Adds one statement; false if the host does not understand it, and so cannot heed it. */
  add(statement: unknown): boolean {
    if (refusesPlainHttp.safeParse(statement).success) return true;
    if (admitsRole.safeParse(statement).success) return true;
    const parsed = admitsService.safeParse(statement).data;
    const conditions = parsed && trustConditions(parsed.Condition ?? {});
    if (parsed === undefined || conditions === undefined) return false;
    this.#admissions.push({
      services: parsed.Principal.Service,
      actions: parsed.Action,
      resources: parsed.Resource,
      conditions,
    });
    return true;
  }

  /**
   * docs.aws.amazon.com/lambda/latest/dg/web-functions-troubleshooting.html
   *
   * @throws Error if no statement lets Lambda read that object for that revision.
   */
  requireRead({ bucket, key, readerArn, logicalId }: CodeRead): void {
    const resource = `arn:aws:s3:::${bucket}/${key}`;
    const [, , , , sourceAccount = ''] = readerArn.split(':');
    const context = { sourceArn: readerArn, sourceAccount };
    for (const action of ['s3:GetObject', 's3:GetObjectVersion']) {
      const isAllowed = this.#admissions.some(
        ({ services, actions, resources, conditions }) =>
          services.includes('lambda.amazonaws.com') &&
          actions.some(each => coversAction(each, action)) &&
          resources.some(each => covers(each, resource)) &&
          holds(conditions, context),
      );
      if (isAllowed) continue;
      throw new Error(
        `${logicalId}: lambda.amazonaws.com does not have ${action} on ${resource}: no policy of the bucket allows it`,
      );
    }
  }
}
