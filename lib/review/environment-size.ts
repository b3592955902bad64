import { CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
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
 * @throws one SynthError with a line for each function: the setting to blame, and how long it may be
 */
export function checkEnvironments(stack: Stack): void {
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
  const logicalId = (resource: CfnResource): string => stack.resolve(resource.logicalId);
  const template: ReferredTemplate = {
    stackName: stack.stackName,
    types: new Map(resources.map(resource => [logicalId(resource), resource.cfnResourceType])),
  };
  const defects = resources
    .filter(resource => resource instanceof CfnFunction)
    .flatMap(resource => environmentDefect(stack, resource, template) ?? []);
  if (defects.length === 0) return;
  throw new SynthError(`bad context:\n${defects.map(defect => `  ${defect}`).join('\n')}`);
}

function environmentDefect(
  stack: Stack,
  resource: CfnFunction,
  template: ReferredTemplate,
): string | undefined {
  const { variables = {} } = stack.resolve(resource.environment) ?? {};
  const longest = Object.entries(variables).map(
    ([name, value]) => [name, longestValue(value, template)] as const,
  );
  const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(longest)));
  if (bytes <= maxBytes) return undefined;
  const [name, value] = longest.reduce((one, other) =>
    one[1].length < other[1].length ? other : one,
  );
  const received = Buffer.byteLength(value);
  const most = received - (bytes - maxBytes);
  const owner = resource.node.path.split('/').slice(1, -1).join('/');
  return `${settingOf(name)}: received ${received} bytes, expected at most ${most}, because Lambda takes ${maxBytes} bytes of variables in all, and the others of ${owner} are as long`;
}

/** Variables are named after the settings that they carry: ALLOWED_ORIGINS, allowedOrigins. */
function settingOf(variable: string): string {
  const name = variable
    .toLowerCase()
    .replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return settingNames.includes(name) ? name : variable;
}
