import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startAwsStandIn } from '../support/aws-stand-in.ts';
import {
  caller,
  type FakeAws,
  noStack,
  stackIs,
  startFakeAws,
  templateIs,
} from './deploy/fake-aws.ts';

/** Of the CDK's own command, twice, on a machine that does other things too. */
const withinMs = 600_000;

const jwksUri = 'https://login.example.com/jwks.json';
const trusting = (trusted: object) =>
  JSON.stringify({ Metadata: { GalloBets: { version: '0.0.1', trusted } } });

/**
 * The project, but for the code of functions and page, which takes most of a synthesis: each function has
 * one line instead, and is deployed to nowhere.
 */
function makeProject(): string {
  const directory = mkdtempSync(join(tmpdir(), 'deploy-'));
  for (const name of ['node_modules', 'config']) {
    symlinkSync(resolve(name), join(directory, name));
  }
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  writeFileSync(join(directory, 'cdk.json'), JSON.stringify({ app: 'node app.mjs', context }));
  const lib = (file: string) => JSON.stringify(resolve('lib', file));
  writeFileSync(
    join(directory, 'app.mjs'),
    `
    import { mkdirSync, writeFileSync } from 'node:fs';
    import { App } from ${JSON.stringify(resolve('node_modules/aws-cdk-lib/index.js'))};
    import { lambdaNames } from ${lib('lambda-name.ts')};
    import { RealtimeStack } from ${lib('realtime-stack.ts')};
    import { stackNameOf } from ${lib('settings/stage.ts')};
    import { stageSettings } from ${lib('stage-settings.ts')};
    for (const name of lambdaNames) {
      mkdirSync('bundles/' + name, { recursive: true });
      writeFileSync('bundles/' + name + '/index.mjs', '//');
    }
    const app = new App();
    const settings = stageSettings(app.node.getAllContext());
    new RealtimeStack(app, stackNameOf(settings.stage), { ...settings, bundlesDirectory: 'bundles' });`,
  );
  mkdirSync(join(directory, 'home'));
  return directory;
}

let project: string;
beforeAll(() => {
  project = makeProject();
});
afterAll(() => rmSync(project, { recursive: true }));

/** What a person's shell has, with nothing of AWS but what is said. */
const shellOf = (more: Readonly<Record<string, string>>) => ({
  PATH: process.env.PATH,
  HOME: join(project, 'home'),
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  // The library's own rules double the time of a synthesis.
  CDK_VALIDATION: 'false',
  ...more,
});

const at = ({ url }: Pick<FakeAws, 'url'>) =>
  shellOf({
    AWS_ENDPOINT_URL: url,
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
  const child = spawn(program, args, { cwd: project, env, stdio: ['pipe', 'pipe', 'pipe'] });
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
  resolve('tools/deploy.ts'),
  ...args,
];

/** The same in a terminal, by script(1) of util-linux. */
const inTerminal = (command: readonly string[]): [string, ...string[]] => [
  'script',
  ...['--quiet', '--return', '--command', command.join(' '), '/dev/null'],
];
const hasTerminal = /util-linux/.test(spawnSync('script', ['--version']).stdout?.toString() ?? '');

const leftovers = () => readdirSync(join(project, 'build'));

test('without credentials it fails at once, and says what it takes', async () => {
  const { exitCode, shown } = await run(deploy(), shellOf({}));
  expect(exitCode).toBe(1);
  expect(shown).toMatch(
    /^no AWS credentials \(.+\); expected some of the environment, or of --profile NAME\n$/,
  );
}, 120_000);

test(
  'a provider that was forgotten is not deployed where nobody can be asked',
  async () => {
    await using aws = await startFakeAws({
      DescribeStacks: stackIs('GalloBetsRealtime-staging', 'UPDATE_COMPLETE'),
      GetTemplate: templateIs(trusting({ jwksUri, removalPolicy: 'retain' })),
      GetCallerIdentity: caller,
    });
    const { exitCode, shown } = await run(deploy('--stage', 'staging'), at(aws));
    expect(shown).toContain(
      'GalloBetsRealtime-staging is deployed in eu-west-1 of account 123456789012 (UPDATE_COMPLETE, by 0.0.1). This would change what it trusts:\n\n',
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
    // What was compared is of no use any more.
    expect(leftovers()).toEqual([]);
  },
  withinMs,
);

if (hasTerminal) {
  test(
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
    withinMs,
  );
} else {
  test.skip('script(1) of util-linux is not here: in a terminal nothing is tried', () => {});
}

test(
  'what nobody has to agree to goes on to cdk deploy, which says itself what is wrong',
  async () => {
    await using aws = await startFakeAws({
      DescribeStacks: noStack('GalloBetsRealtime'),
      GetCallerIdentity: caller,
    });
    const { exitCode, shown } = await run(deploy('--yes'), at(aws));
    expect(shown).toContain(
      'GalloBetsRealtime is not deployed yet in eu-west-1 of account 123456789012 (there is none of that name).',
    );
    // Neither a role to take nor a bootstrap stack: the words are the CDK's.
    expect(shown).toMatch(/has it been bootstrapped\?|cdk bootstrap/i);
    expect(shown).toMatch(/cdk deploy ended with exit code 1\n$/);
    expect(exitCode).toBe(1);
    const actions = aws.calls.map(({ action }) => action);
    expect(actions.indexOf('DescribeStacks')).toBeLessThan(actions.lastIndexOf('AssumeRole'));
  },
  withinMs,
);

test(
  'what was compared is what is deployed, its outputs are written, and again nothing of it changes [F4]',
  async () => {
    const standIn = await startAwsStandIn();
    const shell = { ...at({ url: standIn.endpoint }), AWS_REGION: 'us-east-1' };
    const again = deploy('--stage', 'staging', '--require-approval', 'never');
    try {
      const first = await run(again, shell);
      expect(first).toEqual({
        exitCode: 0,
        shown: expect.stringContaining(
          'GalloBetsRealtime-staging is not deployed yet in us-east-1 of account 000000000000 (there is none of that name).',
        ),
      });
      const outputs = JSON.parse(readFileSync(join(project, 'outputs.staging.json'), 'utf8'));
      expect(Object.keys(outputs)).toEqual(['GalloBetsRealtime-staging']);
      expect(outputs['GalloBetsRealtime-staging']).toMatchObject({ HistoryDays: '3' });
      const second = await run([...again, '-c', 'frontDoorOrigin=https://live.example.com'], shell);
      expect(second.shown).toContain(
        'GalloBetsRealtime-staging is deployed in us-east-1 of account 000000000000 (CREATE_COMPLETE, by ',
      );
      expect(second.shown).toContain(
        '  frontDoorOrigin: deployed none, now https://live.example.com: pages of this origin sign in with a cookie\n',
      );
      expect(second.exitCode).toBe(1);
      // Agreed to beforehand, and then it is what is trusted.
      const agreed = await run(
        [...again, '-c', 'frontDoorOrigin=https://live.example.com', '--yes'],
        shell,
      );
      expect(agreed.exitCode).toBe(0);
      const changes = standIn.asked.filter(action => action === 'ExecuteChangeSet');
      expect(changes).toHaveLength(2);
      const third = await run([...again, '-c', 'frontDoorOrigin=https://live.example.com'], shell);
      expect(third).toEqual({
        exitCode: 0,
        shown: expect.stringMatching(
          /GalloBetsRealtime-staging is deployed in us-east-1 of account 000000000000 \(UPDATE_COMPLETE, by .+\)\. What it trusts stays as it is\./,
        ),
      });
      expect(leftovers()).toEqual([]);
    } finally {
      await standIn.stop();
    }
  },
  withinMs,
);
