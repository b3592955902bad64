import { type Command, parseFlags, runCommand, UsageError } from './command-line.ts';
import { type Emulator, emulators, findEmulator } from './test-deploy/emulators.ts';
import { parseEndpoint } from './test-deploy/parse-endpoint.ts';
import { rehearsalSteps } from './test-deploy/rehearsal.ts';
import { takeSteps } from './test-deploy/rehearsal-step.ts';
import { rehearsalText } from './test-deploy/rehearsal-text.ts';

const names = emulators.map(({ name }) => name).join(', ');

/** Deploys the stack to an emulator of AWS as it would be deployed to AWS, and all that follows. */
const testDeployCommand: Command = {
  usage: `usage: npm run test:deploy -- --endpoint URL [--name EMULATOR] [--no-scenarios] [--keep] [--assembly DIRECTORY] [--folder DIRECTORY]

  Bootstraps, deploys, plays the scenarios, updates, destroys and deploys again, by the CDK's own CLI
  with credentials that are no account's. The first failure is the end.

  --endpoint URL    where the emulator answers, such as http://127.0.0.1:4566
  --name EMULATOR   which it is, of ${names}: what it cannot judge is left out
  --no-scenarios    without the scenarios
  --keep            leave the stack there at the end
  --assembly DIRECTORY
                    an assembly of the stack with the settings of a rehearsal, not to be synthesized again
  --folder DIRECTORY
                    where assembly, outputs and logs are written (default: build/test-deploy)`,

  async run(args) {
    const flags = parseFlags(args, {
      endpoint: { type: 'string' },
      name: { type: 'string' },
      'no-scenarios': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      assembly: { type: 'string' },
      folder: { type: 'string', default: 'build/test-deploy' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const emulator = flags.name === undefined ? undefined : emulatorOf(flags.name);
    const steps = rehearsalSteps({
      endpoint: parseEndpoint(flags.endpoint),
      emulator,
      withScenarios: !flags['no-scenarios'],
      keep: flags.keep,
      folder: flags.folder,
      assembly: flags.assembly,
    });
    const taken = await takeSteps(steps, {
      now: performance.now.bind(performance),
      onStep: step => {
        if (!('end' in step)) process.stderr.write(`${step.name} …\n`);
      },
    });
    process.stdout.write(rehearsalText(taken, emulator, flags.folder));
    if (taken.at(-1)?.end.kind === 'failed') process.exitCode = 1;
  },
};

function emulatorOf(name: string): Emulator {
  const found = findEmulator(name);
  if (found !== undefined) return found;
  throw new UsageError(
    `--name: received "${name}", expected one of ${names}, or none for another emulator`,
  );
}

await runCommand(testDeployCommand);
