import { CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnFunction, CfnWebFunctionRevision } from 'aws-cdk-lib/aws-lambda';
import { settingNames } from '../settings.ts';
import { SynthError } from '../synth-error.ts';
import { longestValue, type ReferredTemplate } from './longest-value.ts';

/**
 * What the variables of one function may take together, as JSON: so Lambda measures them, and answers with
 * what it measured. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxBytes = 4_096;

/**
 * Refuses what Lambda would refuse in the middle of a deploy.
 *
 * @throws one SynthError with a line for each setting to blame: how long it may be
 */
export function checkEnvironments(stack: Stack): void {
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
  const logicalId = (resource: CfnResource): string => stack.resolve(resource.logicalId);
  const template: ReferredTemplate = {
    stackName: stack.stackName,
    types: new Map(resources.map(resource => [logicalId(resource), resource.cfnResourceType])),
  };
  const excesses = resources
    .flatMap(resource => excessOf(stack, resource, template) ?? [])
    // Of each setting the function that has least room for it.
    .sort((one, other) => one.most - other.most)
    .filter(({ setting }, at, all) => all.findIndex(each => each.setting === setting) === at);
  if (excesses.length === 0) return;
  const lines = excesses.map(
    ({ setting, received, most, owner }) =>
      `\n  ${setting}: received ${received} bytes, expected at most ${most}, because Lambda takes ${maxBytes} bytes of variables of a function, and ${owner} has others`,
  );
  throw new SynthError(`bad context:${lines.join('')}`);
}

/** Of a function, and of a revision of a Web Function, for which AWS names no other bound. */
function variablesOf(stack: Stack, resource: CfnResource): Readonly<Record<string, unknown>> {
  if (resource instanceof CfnFunction) {
    return stack.resolve(resource.environment)?.variables ?? {};
  }
  if (resource instanceof CfnWebFunctionRevision) {
    return stack.resolve(resource.serviceConfig)?.environmentVariables ?? {};
  }
  return {};
}

/** Variables that are too long together: the longest of them, and what there is room for. */
interface Excess {
  readonly setting: string;
  readonly received: number;
  readonly most: number;
  readonly owner: string;
}

function excessOf(
  stack: Stack,
  resource: CfnResource,
  template: ReferredTemplate,
): Excess | undefined {
  const variables = variablesOf(stack, resource);
  const longest = Object.entries(variables).map(
    ([name, value]) => [name, longestValue(value, template)] as const,
  );
  const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(longest)));
  if (bytes <= maxBytes) return undefined;
  const [name, value] = longest.reduce((one, other) =>
    one[1].length < other[1].length ? other : one,
  );
  const received = Buffer.byteLength(value);
  return {
    setting: settingOf(name),
    received,
    most: received - (bytes - maxBytes),
    owner: resource.node.path.split('/').slice(1, -1).join('/'),
  };
}

/** Variables are named after the settings that they carry: ALLOWED_ORIGINS, allowedOrigins. */
function settingOf(variable: string): string {
  const name = variable
    .toLowerCase()
    .replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return settingNames.includes(name) ? name : variable;
}
