import type { DeployedStack } from './deployed-stack.ts';
import { trustOfTemplate } from './deployed-trust.ts';
import type { NextStack } from './next-stack.ts';
import { trustChanges } from './trust-changes.ts';

/** What is to be said before a deployment, and whether somebody has to agree. */
export interface TrustReport {
  readonly text: string;
  readonly asks: boolean;
}

const protectedAtFirst =
  'deletionProtection: should this first deployment fail, CloudFormation could not take back the tables that it had made; deploy it first with -c deletionProtection=false, and then as it is';

/** What a comparison has to know besides. */
interface TrustReportOptions {
  /** What is trusted where nobody set anything, in this version. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Region and account, in words. */
  readonly place: string;
}

/** Compares what is deployed with what would be. */
export function trustReport(
  deployed: DeployedStack,
  next: NextStack,
  { defaults, place }: TrustReportOptions,
): TrustReport {
  const { stackName } = next;
  if (deployed.kind === 'none') {
    const status =
      deployed.status === undefined ? 'there is none of that name' : `it is ${deployed.status}`;
    const text = `${stackName} is not deployed yet in ${place} (${status}).`;
    if (next.trust.settings.deletionProtection !== true) return { text, asks: false };
    return { text: `${text}\n\n  ${protectedAtFirst}\n`, asks: true };
  }
  const before = trustOfTemplate(deployed.template);
  const changes = trustChanges(before, next.trust.settings, defaults);
  const by = before.version === undefined ? 'a version that does not say so' : before.version;
  const is = `${stackName} is deployed in ${place} (${deployed.status}, by ${by}).`;
  if (changes.length + before.unknown.length === 0) {
    return { text: `${is} What it trusts stays as it is.`, asks: false };
  }
  const lines = [
    ...changes,
    ...(before.unknown.length === 0
      ? []
      : [`not known of what is deployed, so look yourself: ${before.unknown.join(', ')}`]),
  ];
  return {
    text: `${is} This would change what it trusts:\n\n${lines.map(line => `  ${line}\n`).join('')}`,
    asks: true,
  };
}
