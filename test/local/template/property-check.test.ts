import type { ResourceKind } from '../../../local/contract/resource-kind.ts';
import { checkProperties } from '../../../local/template/property-check.ts';
import type { Template } from '../../../local/template/template.ts';

const kind: ResourceKind = {
  type: 'AWS::Some::Thing',
  honoured: ['Name', 'Code.Key', 'Targets.Arn'],
  ignored: { 'Code.Bucket': 'assets are local', Tags: 'no effect' },
  create: async () => ({ ref: '', attributes: {} }),
};
const check = (properties: Record<string, unknown>, type = 'AWS::Some::Thing') =>
  checkProperties(
    { Resources: { Mine: { Type: type, Properties: properties } } },
    new Map([[kind.type, kind]]),
  );

test('honoured and ignored properties pass, at any depth and in lists', () => {
  expect(() =>
    check({
      Name: { 'Fn::If': ['A', 'x', 'y'] },
      Code: { Key: 'k', Bucket: { Ref: 'B' } },
      Targets: [{ Arn: 'a' }, { Arn: 'b' }],
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
  ).not.toThrow();
});

test.each<[string, Record<string, unknown>, string]>([
  ['at the top', { Size: 3 }, 'Size'],
  ['below an object', { Code: { Key: 'k', Version: 1 } }, 'Code.Version'],
  ['below a list', { Targets: [{ Arn: 'a' }, { Arn: 'b', Role: 'r' }] }, 'Targets.Role'],
  ['whose name only begins like a known one', { Names: 1 }, 'Names'],
  ['whose value is a function', { Size: { Ref: 'Other' } }, 'Size'],
])('an unknown property %s is an error', (_, properties, path) => {
  expect(() => check(properties)).toThrow(
    `Mine: the local host does not know the property ${path} of AWS::Some::Thing`,
  );
});

test('an unknown type is an error', () => {
  expect(() => check({}, 'AWS::Other::Thing')).toThrow(
    'Mine: the local host does not know the resource type AWS::Other::Thing',
  );
});

test.each<[string, object, string]>([
  [
    'a transform, which CloudFormation would run before it reads on',
    { Transform: 'AWS::Serverless-2016-10-31', Resources: {} },
    'the local host does not know the template section Transform',
  ],
  [
    'an attribute of a resource that changes how it is made',
    { Resources: { Mine: { Type: 'AWS::Some::Thing', CreationPolicy: {} } } },
    'Mine: the local host does not know the resource attribute CreationPolicy',
  ],
  [
    'an attribute of an output',
    { Resources: {}, Outputs: { Url: { Value: 'x', Exports: {} } } },
    'Url: the local host does not know the output attribute Exports',
  ],
])('%s is an error', (_, template, message) => {
  expect(() => checkProperties(template as Template, new Map([[kind.type, kind]]))).toThrow(
    message,
  );
});

test('what has no effect on a run passes: policies of deletion, metadata, exports', () => {
  const template: object = {
    Description: 'text',
    Rules: {},
    Resources: {
      Mine: { Type: 'AWS::Some::Thing', DeletionPolicy: 'Retain', Metadata: { a: 1 } },
    },
    Outputs: { Url: { Value: 'x', Description: 'text', Export: { Name: 'y' } } },
  };
  expect(() => checkProperties(template as Template, new Map([[kind.type, kind]]))).not.toThrow();
});
