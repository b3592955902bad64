/**
 * A value of a template as one line of text: a reference is its logical id in braces, so that a
 * test can expect literals.
 */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [[name, argument] = [], ...others] = Object.entries(value);
  if (others.length > 0) return JSON.stringify(value);
  if (name === 'Ref') return `{${argument}}`;
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `{${argument.join('.')}}`;
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const [separator, parts] = argument;
    return parts.map(readable).join(separator);
  }
  return JSON.stringify(value);
}

/** Every statement of a policy document as `action on resource`, sorted. */
export function permissions(document: unknown): string[] {
  const { Statement } = document as PolicyDocument;
  return Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap(action => [Resource].flat().map(on => `${action} on ${readable(on)}`)),
  ).sort();
}

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
  }[];
}

const ofDashboardUrl = (part: number) => ({
  'Fn::Select': [
    part,
    {
      'Fn::Split': ['/', { 'Fn::GetAtt': ['DashboardFunctionFunctionUrlF3EA651C', 'FunctionUrl'] }],
    },
  ],
});

/** The dashboard's URL as an origin: its scheme and its host. */
export const dashboardOrigin = { 'Fn::Join': ['//', [ofDashboardUrl(0), ofDashboardUrl(2)]] };
