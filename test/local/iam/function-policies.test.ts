import type {
  FunctionPermission,
  ServiceInvocation,
} from '../../../local/contract/function-policies.ts';
import { IamFunctionPolicies } from '../../../local/iam/function-policies.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:Sweep';
const rule = 'arn:aws:events:us-east-1:000000000000:rule/Minute';
const action = 'lambda:InvokeFunction';
const byRule: ServiceInvocation = {
  functionArn,
  action,
  service: 'events.amazonaws.com',
  sourceArn: rule,
};
const byUrl: ServiceInvocation = { functionArn, action, urlAuthType: 'NONE' };

let logged: string[];
const bookOf = (...permissions: Omit<FunctionPermission, 'functionArn'>[]) => {
  logged = [];
  const quiet = () => {};
  const error = (line: string) => logged.push(line);
  const book = new IamFunctionPolicies('000000000000', {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error,
  });
  for (const each of permissions) book.add({ functionArn, ...each });
  return book;
};

test('nobody may invoke a function without a permission, and the log says who tried, once', () => {
  const book = bookOf();
  expect(book.allows(byRule)).toBe(false);
  expect(book.allows(byRule)).toBe(false);
  expect(book.allows(byUrl)).toBe(false);
  expect(logged).toEqual([
    `access denied: events.amazonaws.com may not lambda:InvokeFunction on ${functionArn} for ${rule}: no AWS::Lambda::Permission allows it`,
    `access denied: not everybody may lambda:InvokeFunction on ${functionArn}: no AWS::Lambda::Permission allows it`,
  ]);
});

const service = 'events.amazonaws.com';
test.each<[string, Omit<FunctionPermission, 'functionArn'>, boolean]>([
  ['that service', { action, principal: service }, true],
  ['every action', { action: 'lambda:*', principal: service }, true],
  ['its rule', { action, principal: service, sourceArn: rule }, true],
  ['rules that match', { action, principal: service, sourceArn: `${rule.slice(0, -3)}*` }, true],
  ['its account', { action, principal: service, sourceAccount: '000000000000' }, true],
  ['anybody', { action, principal: '*' }, true],
  ['another service', { action, principal: 'apigateway.amazonaws.com' }, false],
  ['another rule', { action, principal: service, sourceArn: `${rule}2` }, false],
  ['another account', { action, principal: service, sourceAccount: '111111111111' }, false],
  ['another action', { action: 'lambda:InvokeFunctionUrl', principal: service }, false],
  ['a URL only', { action, principal: '*', throughUrl: true }, false],
  ['a URL of a kind only', { action, principal: '*', urlAuthType: 'NONE' }, false],
])(
  'a rule may invoke its function where the permission is for %s: %#',
  (_, permission, expected) => {
    expect(bookOf(permission).allows(byRule)).toBe(expected);
  },
);

test.each<[string, Omit<FunctionPermission, 'functionArn'>, boolean]>([
  ['through a URL', { action, principal: '*', throughUrl: true }, true],
  ['through an open URL', { action, principal: '*', urlAuthType: 'NONE' }, true],
  ['through a signed URL', { action, principal: '*', urlAuthType: 'AWS_IAM' }, false],
  ['of one source', { action, principal: '*', sourceArn: rule }, false],
  ['of a service', { action, principal: service }, false],
])('a URL may where it is for anybody %s: %#', (_, permission, expected) => {
  expect(bookOf(permission).allows(byUrl)).toBe(expected);
});

test('the permission of one function is none for another', () => {
  const other = { ...byRule, functionArn: `${functionArn}2` };
  expect(bookOf({ action, principal: '*' }).allows(other)).toBe(false);
});
