import { type Command, parseFlags, runCommand, UsageError } from './command-line.ts';
import { localOutputsFile, readOutputs, requireOutput } from './outputs.ts';
import { scenes } from './pictures/scenes.ts';
import { takePictures } from './pictures/take-pictures.ts';

const picturesDirectory = 'docs/images';

/** Takes the pictures of the documentation: every page, at two widths, in light and dark. */
const picturesCommand: Command = {
  usage: `usage: npm run pictures [-- --outputs FILE] [--directory DIR] [--only NAMES]

Beside a running \`npm start\`, whose demo is what there is to see; it takes about five minutes, for
the overview's charts have to fill.

  --outputs FILE    the outputs of the local host, ${localOutputsFile} by default
  --directory DIR   where the pictures go, ${picturesDirectory} by default
  --only NAMES      some of ${scenes.map(({ name }) => name).join(', ')}`,

  async run(args) {
    const flags = parseFlags(args, {
      outputs: { type: 'string', default: localOutputsFile },
      directory: { type: 'string', default: picturesDirectory },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const outputs = await readOutputs(flags.outputs);
    await takePictures({
      dashboardUrl: requireOutput(outputs, 'DashboardUrl'),
      directory: flags.directory,
      scenes: flags.only === undefined ? scenes : scenesNamed(flags.only),
      onTaken: file => process.stdout.write(`${file}\n`),
    });
  },
};

function scenesNamed(text: string): typeof scenes {
  const names = text.split(',');
  const unknown = names.find(name => scenes.every(scene => scene.name !== name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--only: received "${unknown}", expected some of ${scenes.map(({ name }) => name).join(', ')}`,
    );
  }
  return scenes.filter(({ name }) => names.includes(name));
}

await runCommand(picturesCommand);
