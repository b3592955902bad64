import type { Host } from '../contract/host.ts';
import type { DeclaredResource, ResourceKind, RunningResource } from '../contract/resource-kind.ts';

const nameOf = (declared: DeclaredResource, host: Host, property: string): string =>
  String(declared.properties[property] ?? `${host.stackName}-${declared.logicalId}`);

/** A kind whose every property is without effect here, for one reason. */
function inert(
  type: string,
  reason: string,
  properties: readonly string[],
  describe: (declared: DeclaredResource, host: Host) => RunningResource = declared => ({
    ref: declared.logicalId,
    attributes: {},
  }),
): ResourceKind {
  return {
    type,
    honoured: [],
    ignored: Object.fromEntries(properties.map(property => [property, reason])),
    create: async (declared, host) => describe(declared, host),
  };
}

/** Resource types that other resources refer to, but that do nothing when they run locally. */
export const inertKinds: readonly ResourceKind[] = [
  inert(
    'AWS::Logs::LogGroup',
    'what functions log goes to the log of this host',
    ['LogGroupName', 'RetentionInDays', 'Tags'],
    (declared, host) => {
      const name = nameOf(declared, host, 'LogGroupName');
      const arn = `arn:aws:logs:${host.region}:${host.accountId}:log-group:${name}:*`;
      return { ref: name, attributes: { Arn: arn } };
    },
  ),
  inert('AWS::CDK::Metadata', 'tells the CDK team about the library in use', ['Analytics']),
];
