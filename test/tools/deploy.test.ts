import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  caller,
  type FakeAws,
  noStack,
  stackIs,
  startFakeAws,
  templateIs,
} from './deploy/fake-aws.ts';

/** A synthesis by the CDK's own command, on a machine that does other things too. */
const synthWithinMs = 240_000;

const jwksUri = 'https://login.example.com/jwks.json';
const trusting = (trusted: object) =>
  JSON.stringify({ Metadata: { GalloBets: { version: '0.0.1', trusted } } });

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'deploy-home-'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** What a person's shell has, with nothing of AWS but what is said. */
const shellOf = (more: Readonly<Record<string, string>>) => ({
  PATH: process.env.PATH,
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  // The library's own rules double the time of a synthesis.
  CDK_VALIDATION: 'false',
  ...more,
});

const at = (aws: FakeAws) =>
  shellOf({
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_REGION: 'eu-west-1',
  });

interface Run {
  readonly exitCode: number | null;
  readonly shown: string;
}

/** Runs a command to its end; `type` is asked with each part that it shows, and may answer. */
async function run(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  type: (shown: string) => string | undefined = () => undefined,
): Promise<Run> {
  const [program, ...args] = command;
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let shown = '';
  const onShown = (part: string): void => {
    shown += part;
    const line = type(shown);
    if (line !== undefined) child.stdin.write(line);
  };
  child.stdout.setEncoding('utf8').on('data', onShown);
  child.stderr.setEncoding('utf8').on('data', onShown);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, shown };
}

const deploy = (...args: readonly string[]): [string, ...string[]] => [
  process.execPath,
  'tools/deploy.ts',
  ...args,
];

/** The same in a terminal, by script(1) of util-linux. */
const inTerminal = (command: readonly string[]): [string, ...string[]] => [
  'script',
  ...['--quiet', '--return', '--command', command.join(' '), '/dev/null'],
];
const hasTerminal = /util-linux/.test(spawnSync('script', ['--version']).stdout?.toString() ?? '');

const leftovers = () => readdirSync('build').filter(name => name.startsWith('deploy-'));

test('without credentials it fails at once, and says what it takes', async () => {
  const { exitCode, shown } = await run(deploy(), shellOf({}));
  expect(exitCode).toBe(1);
  expect(shown).toMatch(
    /^no AWS credentials \(.+\); expected some of the environment, or of --profile NAME\n$/,
  );
});

test(
  'a provider that was forgotten is not deployed where nobody can be asked',
  async () => {
    await using aws = await startFakeAws({
      DescribeStacks: stackIs('GalloBetsRealtime-staging', 'UPDATE_COMPLETE'),
      GetTemplate: templateIs(trusting({ jwksUri, removalPolicy: 'retain' })),
      GetCallerIdentity: caller,
    });
    const before = leftovers();
    const { exitCode, shown } = await run(deploy('--stage', 'staging'), at(aws));
    expect(shown).toContain(
      'GalloBetsRealtime-staging is deployed (UPDATE_COMPLETE, by 0.0.1). This would change what it trusts:\n\n',
    );
    expect(shown).toContain(
      `  jwksUri: deployed ${jwksUri}, now none: an HS256 secret of the stack’s own is made, and tokens of the provider are refused\n`,
    );
    expect(shown).toContain('  removalPolicy: deployed retain, now destroy: ');
    expect(shown).toContain(
      'nothing was deployed: this is no terminal to ask in; with --yes it is deployed all the same\n',
    );
    expect(exitCode).toBe(1);
    expect(aws.calls.map(({ action }) => action)).not.toContain('CreateChangeSet');
    expect(leftovers()).toEqual(before);
  },
  synthWithinMs,
);

(hasTerminal ? test : test.skip)(
  'in a terminal it asks, and a no deploys nothing',
  async () => {
    await using aws = await startFakeAws({
      DescribeStacks: stackIs('GalloBetsRealtime', 'UPDATE_COMPLETE'),
      GetTemplate: templateIs(trusting({ jwksUri })),
      GetCallerIdentity: caller,
    });
    let asked = 0;
    const { exitCode, shown } = await run(inTerminal(deploy()), at(aws), all => {
      const times = all.split('Deploy it all the same? (yes or no)').length - 1;
      if (times === asked) return undefined;
      asked = times;
      return asked === 1 ? 'perhaps\n' : 'no\n';
    });
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(shown).toContain('jwksUri: deployed https://login.example.com/jwks.json, now none');
    expect(shown).toMatch(/nothing was deployed\r?\n$/);
    expect(exitCode).toBe(1);
    expect(aws.calls.map(({ action }) => action)).not.toContain('CreateChangeSet');
  },
  synthWithinMs,
);

test(
  'what nobody has to agree to goes on to cdk deploy, which says itself what is wrong',
  async () => {
    await using aws = await startFakeAws({
      DescribeStacks: noStack('GalloBetsRealtime'),
      GetCallerIdentity: caller,
    });
    const { exitCode, shown } = await run(deploy('--yes'), at(aws));
    expect(shown).toContain('GalloBetsRealtime is not deployed yet (there is none of that name).');
    // Neither a role to take nor a bootstrap stack: the words are the CDK's.
    expect(shown).toMatch(/has it been bootstrapped\?|cdk bootstrap/i);
    expect(shown).toMatch(/cdk deploy ended with exit code 1\n$/);
    expect(exitCode).toBe(1);
    const actions = aws.calls.map(({ action }) => action);
    expect(actions.indexOf('DescribeStacks')).toBeLessThan(actions.lastIndexOf('AssumeRole'));
  },
  synthWithinMs,
);
