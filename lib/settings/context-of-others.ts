/** Beginnings of what the CDK itself keeps in a context: its flags, and what its command adds to them. */
const prefixes = ['@aws-cdk', 'aws-cdk:', 'aws-cdk-private:', 'aws:cdk:', 'cdk:'];

/**
 * What the CDK looked up, by provider: `<provider>:account=…`. cdk.context.json keeps it.
 *
 * aws-cdk-lib/cloud-assembly-schema, ContextProvider
 */
const lookups = [
  'ami',
  'availability-zones',
  'cc-api-provider',
  'endpoint-service-availability-zones',
  'hosted-zone',
  'key-provider',
  'load-balancer',
  'load-balancer-listener',
  'plugin',
  'security-group',
  'ssm',
  'vpc-provider',
].map(provider => `${provider}:`);

/** What `cdk acknowledge` and `cdk cli-telemetry` write into a context. */
const names = ['acknowledged-issue-numbers', 'cli-telemetry'];

/** Whether a key of a context is the CDK's own, and none that a setting could be meant by. */
export function isOfCdk(key: string): boolean {
  return names.includes(key) || [...prefixes, ...lookups].some(each => key.startsWith(each));
}
