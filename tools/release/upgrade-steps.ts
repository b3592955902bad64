import { isDeepStrictEqual } from 'node:util';
import { keptResources, type Resource, type Template } from './kept-resources.ts';
import { tableSteps } from './table-steps.ts';
import type { UpgradeStep } from './upgrade-step.ts';

/**
 * What of a template CloudFormation would not do in one update over the released one, or would do with the
 * loss of data, of an address, or of what is under way. Empty: a deploy is all there is to an upgrade.
 */
export function upgradeSteps(released: Template, current: Template): readonly UpgradeStep[] {
  const ofResources = Object.entries(released.Resources)
    .filter(([, { Type }]) => Type in keptResources)
    .flatMap(([id, before]) => resourceSteps(id, before, current.Resources[id]));
  const outputs = current.Outputs ?? {};
  const ofOutputs = Object.keys(released.Outputs ?? {})
    .filter(key => !(key in outputs))
    .map(key => ({ subject: key, text: `the output ${key} is there no more` }));
  return [...ofResources, ...ofOutputs];
}

function resourceSteps(id: string, before: Resource, after: Resource | undefined): UpgradeStep[] {
  const step = (text: string): UpgradeStep => ({
    subject: id,
    text: `${id} (${before.Type}) ${text}`,
  });
  if (after === undefined) return [step('is removed')];
  if (after.Type !== before.Type) return [step(`becomes ${after.Type}, which replaces it`)];
  const replaced = (keptResources[before.Type] ?? [])
    .filter(name => !isDeepStrictEqual(before.Properties?.[name], after.Properties?.[name]))
    .map(name => step(`has another ${name}, which replaces it`));
  const released = isKept(before) && !isKept(after);
  return [
    ...replaced,
    ...(released ? [step('is deleted with its stack, and was kept')] : []),
    ...(before.Type === 'AWS::DynamoDB::GlobalTable' ? tableSteps(id, before, after) : []),
  ];
}

const isKept = ({ DeletionPolicy = 'Delete' }: Resource): boolean => DeletionPolicy !== 'Delete';
