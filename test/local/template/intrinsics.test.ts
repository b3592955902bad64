// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub
import { IntrinsicResolver, pseudoParametersOf } from '../../../local/template/intrinsics.ts';
import type { Template } from '../../../local/template/template.ts';

const template: Template = {
  Parameters: {
    Stage: { Type: 'String', Default: 'local' },
    Needed: { Type: 'String' },
  },
  Mappings: { Sizes: { small: { memory: 128 } } },
  Conditions: {
    IsLocal: { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] },
    IsFar: { 'Fn::Not': [{ Condition: 'IsLocal' }] },
    Both: { 'Fn::And': [{ Condition: 'IsLocal' }, { Condition: 'IsFar' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsLocal' }, { Condition: 'IsFar' }] },
  },
  Resources: {},
};

const resolver = new IntrinsicResolver({
  template,
  pseudoParameters: pseudoParametersOf({
    region: 'eu-west-1',
    accountId: '000000000000',
    stackName: 'Tiny',
  }),
  ref: logicalId => (logicalId === 'Table' ? 'Tiny-Table' : undefined),
  attribute: (logicalId, name) =>
    logicalId === 'Table' && name === 'Arn' ? 'arn:table' : undefined,
});

test.each<[string, unknown, unknown]>([
  ['a plain value', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
  ['Ref to a resource', { Ref: 'Table' }, 'Tiny-Table'],
  ['Ref to a parameter with a default', { Ref: 'Stage' }, 'local'],
  ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['Ref to AWS::NoValue', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['AWS::NoValue in a list', [{ Ref: 'AWS::NoValue' }, 1], [1]],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
  ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:table'],
  [
    'Fn::Join with nested functions',
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', { Ref: 'Table' }]] },
    'arn:aws:Tiny-Table',
  ],
  [
    'Fn::Sub as text',
    { 'Fn::Sub': '${AWS::AccountId}/${Table}/${Table.Arn}/${!Kept}' },
    '000000000000/Tiny-Table/arn:table/${Kept}',
  ],
  [
    'Fn::Sub with variables of its own',
    { 'Fn::Sub': ['${Name}-${AWS::Region}', { Name: { Ref: 'Table' } }] },
    'Tiny-Table-eu-west-1',
  ],
  [
    'Fn::Select of Fn::Split',
    { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
    'table',
  ],
  ['Fn::If, true', { 'Fn::If': ['IsLocal', 'near', 'far'] }, 'near'],
  ['Fn::If, false', { 'Fn::If': ['IsFar', 'far', { Ref: 'AWS::NoValue' }] }, undefined],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
  ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  [
    'Fn::ToJsonString',
    { 'Fn::ToJsonString': { table: { Ref: 'Table' } } },
    '{"table":"Tiny-Table"}',
  ],
])('%s resolves', (_, value, expected) => {
  expect(resolver.resolve(value, 'Fn')).toEqual(expected);
});

test.each([
  ['IsLocal', true],
  ['IsFar', false],
  ['Both', false],
  ['Either', true],
])('condition %s is %s', (name, expected) => {
  expect(resolver.condition(name, 'Fn')).toBe(expected);
});

test.each<[string, unknown, string]>([
  ['a Ref to nothing', { Ref: 'Nothing' }, 'Fn: Ref Nothing names nothing that exists'],
  ['a parameter without a value', { Ref: 'Needed' }, 'parameter Needed has no default'],
  ['an unknown attribute', { 'Fn::GetAtt': ['Table', 'Size'] }, 'no attribute Size of Table'],
  ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/8'] }, 'Fn::Cidr is not known'],
  ['a Select beyond its list', { 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select 2 of a list of 2'],
  ['an unknown condition', { 'Fn::If': ['Odd', 1, 2] }, 'no condition Odd'],
  ['a dynamic reference', '{{resolve:ssm:/a}}', 'dynamic references'],
  [
    'a Join of an object',
    { 'Fn::Join': ['', [{ a: 1, b: 2 }]] },
    'expected a string, received {"a":1,"b":2}',
  ],
])('%s is an error that says where', (_, value, message) => {
  expect(() => resolver.resolve(value, 'Fn')).toThrow(message);
});
