import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';
import { invokePermission, lambdaRole, urlPermissions } from './strict-resources.ts';

let host: TestHost | undefined;
afterEach(() => host?.stop());

describe('a function URL', () => {
  const open = async (permissions: Record<string, unknown>) => {
    host = await runAssembly({
      isStrict: true,
      functions: { main: 'export const handler = async () => "in";' },
      resources: {
        Role: lambdaRole([]),
        Main: functionResource('main', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
        Url: urlResource('Main', 'BUFFERED'),
        ...permissions,
      },
      outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
    });
    const response = await fetch(host.outputs.Url ?? '');
    return [response.status, response.headers.get('x-amzn-errortype'), await response.json()];
  };
  const { MainUrlPermission, MainThroughUrlPermission } = urlPermissions('Main');

  test.each([
    ['neither permission', {}],
    ['that for URLs alone', { MainUrlPermission }],
    ['that for invocations alone', { MainThroughUrlPermission }],
    ['those for signed requests', urlPermissions('Main', 'AWS_IAM')],
    ['that of a service', { Rule: invokePermission('Main', 'events.amazonaws.com') }],
  ])('with %s is forbidden', async (_, permissions) => {
    expect(await open(permissions)).toEqual([
      403,
      'AccessDeniedException',
      { Message: 'Forbidden' },
    ]);
  });

  test('with both is open', async () => {
    expect(await open(urlPermissions('Main'))).toEqual([200, null, 'in']);
  });
});
