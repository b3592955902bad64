import { synthesize } from './synthesize.ts';

/** What counts within one resource only, a role, an API or a function; and the CDK's own bucket of assets. */
const scoped = [
  'AWS::ApiGatewayV2::Authorizer Name',
  'AWS::ApiGatewayV2::Stage StageName',
  // What is watched, in a namespace that is the stack's or by the name of a resource.
  'AWS::CloudWatch::Alarm MetricName',
  'AWS::IAM::Policy PolicyName',
  'AWS::Lambda::WebFunctionEndpoint EndpointName',
  'Custom::S3ObjectCopy SourceBucketName',
];

type TemplateJson = ReturnType<ReturnType<typeof synthesize>['toJSON']>;

/** Every text of a template, those of keys too. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

/** 20 characters: no stage has a longer name. */
const stage = 'a2345678901234567890';

describe.each(['function-url', 'web-function'])('the stack of a stage, with %s', sseHost => {
  const template = synthesize({ sseHost, stage }).toJSON();
  const plain = synthesize({ sseHost }).toJSON();

  it('names nothing that the stack without a stage names', () => {
    const named = textsOf(template).filter(text => text.includes('GalloBetsRealtime'));
    // Names and paths have the stack's name as it is, logical ids without hyphens.
    const shared = named.filter(
      text => !/GalloBetsRealtime-?a2345678901234567890(?![0-9a-z])/.test(text),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(shared).toEqual([]);
  });

  it('exports nothing, for exports have names of their own in an account', () => {
    const outputs = Object.values<{ Export?: unknown }>(template.Outputs);
    expect(outputs.filter(({ Export }) => Export !== undefined)).toEqual([]);
  });

  it('gives names by hand to nothing but what begins with its own', () => {
    const named = Object.values<{ Type: string; Properties?: Record<string, unknown> }>(
      template.Resources,
    ).flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties)
        .filter(([key]) => /Name$/.test(key) && !scoped.includes(`${Type} ${key}`))
        .map(([key, value]) => `${Type} ${key} ${JSON.stringify(value)}`),
    );
    const byHand = named.filter(text => !/ \{"(Ref|Fn::GetAtt)"/.test(text));
    expect(byHand.filter(text => !text.includes(`GalloBetsRealtime-${stage}`))).toEqual([]);
    expect(byHand).not.toEqual([]);
  });

  it('has the same resources and outputs, and what holds state under the same ids', () => {
    const typesOf = ({ Resources }: TemplateJson) =>
      Object.values<{ Type: string }>(Resources)
        .map(({ Type }) => Type)
        .sort();
    expect(typesOf(template)).toEqual(typesOf(plain));
    expect(Object.keys(template.Outputs)).toEqual(Object.keys(plain.Outputs));
    const tablesOf = ({ Resources }: TemplateJson) =>
      Object.keys(Resources).filter(id => /^\w+Table$/.test(id));
    expect(tablesOf(template)).toContain('EventLogTable');
    expect(tablesOf(template)).toEqual(tablesOf(plain));
  });
});
