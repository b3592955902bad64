import { join } from 'node:path';
import { emulatorEnvironment } from '../../../tools/test-deploy/emulator-environment.ts';

const endpoint = new URL('http://127.0.0.1:4566');

it('leads to the endpoint, by credentials that are no account’s', () => {
  expect(emulatorEnvironment(endpoint, 'build/home', { HOME: '/root' })).toMatchObject({
    HOME: '/root',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    CDK_S3_FORCE_PATH_STYLE: '1',
    // Of its own: the CLI remembers whose an access key is.
    CDK_HOME: join(process.cwd(), 'build/home'),
  });
});

it('has nothing of the shell’s that leads elsewhere', () => {
  const elsewhere = {
    AWS_PROFILE: 'production',
    AWS_SESSION_TOKEN: 'of-a-person',
    AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.eu-west-1.amazonaws.com',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/deployer',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    CDK_OUTDIR: '/tmp/another',
    CDK_DOCKER: 'podman',
    CDK_CONTEXT_JSON: '{"stage":"production"}',
    OUTPUTS: 'outputs.aws.json',
    SCENARIO_OUTPUTS: 'outputs.aws.json',
    SSE_HOST: 'web-function',
  };
  const environment = emulatorEnvironment(endpoint, 'build/home', {
    PATH: '/usr/bin',
    ...elsewhere,
  });
  expect(Object.keys(elsewhere).filter(name => name in environment)).toEqual([]);
  expect(environment.AWS_CONFIG_FILE).toBe('/dev/null');
  expect(environment.AWS_SHARED_CREDENTIALS_FILE).toBe('/dev/null');
});

it('runs the same Node as this', () => {
  const { PATH = '' } = emulatorEnvironment(endpoint, 'build/home', { PATH: '/usr/bin' });
  expect(`${PATH.split(':')[0]}/node`).toBe(process.execPath);
  expect(PATH.split(':').at(-1)).toBe('/usr/bin');
});
