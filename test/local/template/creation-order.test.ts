// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub
import { creationOrder } from '../../../local/template/creation-order.ts';

const resource = (properties: Record<string, unknown>, DependsOn?: string[]) => ({
  Type: 'Any',
  Properties: properties,
  ...(DependsOn === undefined ? {} : { DependsOn }),
});

test('each resource comes after what it refers to, in template order otherwise', () => {
  const order = creationOrder({
    Resources: {
      Url: resource({ Target: { 'Fn::GetAtt': ['Function', 'Arn'] } }),
      Function: resource({
        Env: { Table: { Ref: 'Table' }, Text: { 'Fn::Sub': 'x-${Bucket.Arn}-${!Last}' } },
      }),
      Last: resource({}),
      Table: resource({}, ['Key']),
      Bucket: resource({}),
      Key: resource({ Region: { Ref: 'AWS::Region' } }),
    },
  });
  expect(order).toEqual(['Key', 'Table', 'Bucket', 'Function', 'Url', 'Last']);
});

test('a circle is an error that shows it', () => {
  const template = {
    Resources: {
      A: resource({ B: { Ref: 'B' } }),
      B: resource({ C: { 'Fn::GetAtt': 'C.Arn' } }),
      C: resource({}, ['A']),
    },
  };
  expect(() => creationOrder(template)).toThrow('in a circle: A → B → C → A');
});
