import { runAssembly } from '../../running-host.ts';
import { functionResource, urlResource } from '../../tiny-assembly.ts';

const main = 'export const handler = async () => process.env.GREETING;';

/** Starts a stack of one function and its URL, as a deployment would; the function's answer. */
async function deploy(
  properties: Record<string, unknown>,
  url: Record<string, unknown> = {},
): Promise<unknown> {
  const host = await runAssembly({
    functions: { main },
    resources: {
      Main: functionResource('main', properties),
      Url: urlResource('Main', 'BUFFERED', url),
    },
    outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
  });
  try {
    const response = await fetch(host.outputs.Url ?? '');
    return await response.json();
  } finally {
    await host.stop();
  }
}

const variables = (Variables: Record<string, unknown>) => ({ Environment: { Variables } });

test('a stack within the limits of Lambda starts', async () => {
  const properties = { MemorySize: '128', Timeout: 900, ...variables({ GREETING: 'hola' }) };
  const cors = { AllowOrigins: ['*'], AllowMethods: ['GET', 'POST'], MaxAge: 86_400 };
  expect(await deploy(properties, { Cors: cors })).toBe('hola');
});

test.each<[string, Record<string, unknown>, string]>([
  ['a runtime of another language', { Runtime: 'python3.13' }, 'Runtime: the local host runs'],
  ['too little memory', { MemorySize: 64 }, 'MemorySize: expected 128 to 10240; received 64'],
  ['more than 15 minutes', { Timeout: 901 }, 'Timeout: expected 1 to 900; received 901'],
  ['a negative reservation', { ReservedConcurrentExecutions: -1 }, 'ReservedConcurrentExecutions'],
  [
    'a variable that Lambda sets itself',
    variables({ AWS_REGION: 'eu-west-1' }),
    'Environment.Variables.AWS_REGION: Lambda sets this variable itself and takes no other value',
  ],
  [
    'a variable with a hyphen',
    variables({ 'my-key': 'x' }),
    'Environment.Variables.my-key: expected two or more letters, digits or underscores',
  ],
  [
    'more than 4 KB of variables',
    variables({ BIG: 'x'.repeat(4 * 1024) }),
    'Environment.Variables: expected at most 4096 bytes together, received 4106',
  ],
])('a function with %s is refused as by a deployment', async (_, properties, message) => {
  await expect(deploy(properties)).rejects.toThrow(message);
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'the method OPTIONS allowed',
    { Cors: { AllowMethods: ['GET', 'OPTIONS'] } },
    'Url (AWS::Lambda::Url): Cors.AllowMethods.1: expected one of *, DELETE, GET, HEAD, PATCH, POST, PUT; received "OPTIONS"',
  ],
  ['preflights kept for more than a day', { Cors: { MaxAge: 86_401 } }, 'Cors.MaxAge'],
  [
    'a misspelled CORS property',
    { Cors: { AllowOrigin: ['*'] } },
    'Url: the local host does not know the property Cors.AllowOrigin of AWS::Lambda::Url',
  ],
  ['signatures asked for', { AuthType: 'AWS_IAM' }, 'AuthType: the local host checks no IAM'],
  ['a mode that is none', { InvokeMode: 'STREAM' }, 'InvokeMode'],
])('a URL with %s is refused', async (_, url, message) => {
  await expect(deploy({}, url)).rejects.toThrow(message);
});
