import { devNull } from 'node:os';
import { delimiter, dirname, resolve } from 'node:path';

/** Not secret, and no account's: every emulator takes them. */
export const dummyCredentials = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** Where the rehearsal deploys to; emulators have it whatever they leave out. */
export const rehearsalRegion = 'us-east-1';

/**
 * The environment in which each command of a rehearsal runs: it leads to the endpoint and nowhere
 * else. Whatever the shell has of AWS, of the CDK and of other stacks is left out: a profile, a
 * session or the endpoint of a single service would lead a part of the rehearsal to a real account.
 * `cdkHome` is where the CLI keeps what it knows: by an access key the account that it is of, which is
 * another one on each emulator.
 */
export function emulatorEnvironment(
  endpoint: URL,
  cdkHome: string,
  inherited: Readonly<NodeJS.ProcessEnv>,
): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(
    ([name]) => !/^(AWS_|CDK_|OUTPUTS$|SCENARIO_OUTPUTS$|SSE_HOST$)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    // `node` in cdk.json shall be this Node, however this tool was started.
    PATH: [dirname(process.execPath), inherited.PATH].join(delimiter),
    AWS_ENDPOINT_URL: endpoint.origin,
    AWS_ACCESS_KEY_ID: dummyCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: dummyCredentials.secretAccessKey,
    AWS_REGION: rehearsalRegion,
    AWS_DEFAULT_REGION: rehearsalRegion,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_HOME: resolve(cdkHome),
    // Buckets as a part of the path: no emulator's name has one for each bucket.
    CDK_S3_FORCE_PATH_STYLE: '1',
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NO_COLOR: '1',
  };
}
