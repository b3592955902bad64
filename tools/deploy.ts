import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../core/wire/app-error.ts';
import { parseSettings } from '../lib/settings.ts';
import { trustedSettings } from '../lib/trusted-settings.ts';
import { type Command, runCommand } from './command-line.ts';
import { accountOf, awsAccess, requireCredentials } from './deploy/aws-access.ts';
import { runCdk } from './deploy/cdk-process.ts';
import { confirm } from './deploy/confirm.ts';
import { type DeployFlags, parseDeployFlags } from './deploy/deploy-flags.ts';
import { deployedStack } from './deploy/deployed-stack.ts';
import { nextStack } from './deploy/next-stack.ts';
import { type TrustReport, trustReport } from './deploy/trust-report.ts';

/** Synthesizes, says what the deployment would change of what is trusted, asks, and deploys. */
const deployCommand: Command = {
  usage: `usage: npm run deploy -- [--stage NAME] [--yes] [-c KEY=VALUE …] [--profile NAME] [--outputs-file FILE] [arguments of cdk deploy …]

  --stage NAME         the stack of this stage, with the settings of config/NAME.json
  --yes                what is trusted may change, and the CDK asks nothing either: for a change that
                       somebody has looked at
  -c KEY=VALUE         a setting that counts before the file's; may be repeated
  --outputs-file FILE  where the outputs are written, outputs.NAME.json by default, and without a
                       stage outputs.aws.json
  --profile NAME       whose credentials and region, as of the AWS CLI

All other arguments are passed on to cdk deploy.`,

  async run(args) {
    const flags = parseDeployFlags(args);
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const access = await awsAccess(process.env, flags.profile);
    await requireCredentials(access);
    const place = `${access.region} of account ${await accountOf(access)}`;
    // Who leaves the review out of quick syntheses does not mean those that are deployed.
    const { CDK_VALIDATION: _, ...shell } = process.env;
    // Said, so that the CDK deploys where this looks.
    const environment = { ...shell, AWS_REGION: access.region };
    await mkdir('build', { recursive: true });
    // Not cdk.out: while somebody thinks, another synth may write there.
    const assembly = await mkdtemp(join('build', 'deploy-'));
    try {
      await cdk(['synth', '--quiet', ...contextFlags(flags), '--output', assembly], environment);
      const next = nextStack(assembly);
      const deployed = await deployedStack(access, next);
      const defaults = trustedSettings(parseSettings({}));
      await agree(trustReport(deployed, next, { defaults, place }), flags);
      await cdk(['deploy', '--app', assembly, ...deployFlags(flags)], environment);
    } finally {
      await rm(assembly, { recursive: true, force: true });
    }
  },
};

/** @throws AppError with the exit code; what is wrong the CDK has said. */
async function cdk(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const exitCode = await runCdk(args, environment);
  if (exitCode === 0) return;
  throw new AppError('CONFIG_INVALID', `cdk ${args[0]} ended with exit code ${exitCode}`);
}

function contextFlags({ context, profile }: DeployFlags): string[] {
  return [...context.flatMap(entry => ['-c', entry]), ...profileFlags(profile)];
}

function deployFlags({ outputsFile, profile, yes, cdkArguments }: DeployFlags): string[] {
  return [
    ...['--outputs-file', outputsFile],
    ...profileFlags(profile),
    ...(yes ? ['--yes'] : []),
    ...cdkArguments,
  ];
}

function profileFlags(profile: string | undefined): string[] {
  return profile === undefined ? [] : ['--profile', profile];
}

/** @throws AppError CONFIG_INVALID when nobody agrees, or nobody is there to. */
async function agree({ text, asks }: TrustReport, { yes }: DeployFlags): Promise<void> {
  process.stdout.write(`${text}\n`);
  if (!asks || yes) return;
  const { stdin, stdout } = process;
  if (!(stdin.isTTY && stdout.isTTY)) {
    throw new AppError(
      'CONFIG_INVALID',
      'nothing was deployed: this is no terminal to ask in; with --yes it is deployed all the same',
    );
  }
  if (await confirm('Deploy it all the same?', { input: stdin, output: stdout })) return;
  throw new AppError('CONFIG_INVALID', 'nothing was deployed');
}

await runCommand(deployCommand);
