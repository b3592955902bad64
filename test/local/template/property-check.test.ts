import type { ResourceKind } from '../../../local/resources/resource.ts';
import { checkProperties } from '../../../local/template/property-check.ts';

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
