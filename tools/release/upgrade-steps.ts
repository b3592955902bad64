import { isDeepStrictEqual } from 'node:util';
import {
  heldProperties,
  keptOf,
  keptResources,
  type Resource,
  type Template,
} from './kept-resources.ts';
import { retentionSteps } from './retention-steps.ts';
import { tableSteps } from './table-steps.ts';
import type { UpgradeStep } from './upgrade-step.ts';

/**
 * What of a template CloudFormation would not do in one update over the released one, or would do with the
 * loss of data, of an address, or of what is under way. Empty: a deploy is all there is to an upgrade.
 */
export function upgradeSteps(released: Template, current: Template): readonly UpgradeStep[] {
  const ofResources = Object.entries(keptOf(released).Resources).flatMap(([id, before]) =>
    resourceSteps(id, before, current.Resources[id]),
  );
  const outputs = current.Outputs ?? {};
  const ofOutputs = Object.keys(released.Outputs ?? {})
    .filter(key => !(key in outputs))
    .map(key => ({ subject: key, text: `the output ${key} is there no more` }));
  return [...ofResources, ...ofOutputs];
}

function resourceSteps(id: string, before: Resource, after: Resource | undefined): UpgradeStep[] {
  const { Type } = before;
  const step = (subject: string, text: string): UpgradeStep => ({
    subject,
    text: `${id} (${Type}) ${text}`,
  });
  if (after === undefined) return [step(id, 'is removed')];
  if (after.Type !== Type) return [step(`${id}.Type`, `becomes ${after.Type}, which replaces it`)];
  const different = (names: readonly string[] = []) =>
    names.filter(name => !isDeepStrictEqual(before.Properties?.[name], after.Properties?.[name]));
  return [
    ...different(keptResources[Type]).map(name =>
      step(`${id}.${name}`, `has another ${name}, which replaces it`),
    ),
    ...different(heldProperties[Type]).map(name =>
      step(`${id}.${name}`, `has another ${name}, and clients rely on the one it had`),
    ),
    ...(isKept(before.DeletionPolicy) && !isKept(after.DeletionPolicy)
      ? [step(`${id}.DeletionPolicy`, 'is deleted with its stack, and was kept')]
      : []),
    ...(isKept(before.UpdateReplacePolicy) && !isKept(after.UpdateReplacePolicy)
      ? [step(`${id}.UpdateReplacePolicy`, 'is deleted when it is replaced, and was kept')]
      : []),
    ...retentionSteps(id, before, after),
    ...(Type === 'AWS::DynamoDB::GlobalTable' ? tableSteps(id, before, after) : []),
  ];
}

const isKept = (policy = 'Delete'): boolean => policy !== 'Delete';
