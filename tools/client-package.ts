import { relative, resolve } from 'node:path';
import { buildPackage } from './client-package/build-package.ts';
import { packageNames } from './client-package/packages.ts';
import { type Command, parseFlags, runCommand, UsageError } from './command-line.ts';

const listed = `${packageNames.slice(0, -1).join(', ')} or ${packageNames.at(-1)}`;

const clientPackage: Command = {
  usage: `usage: npm run client-package -- [--client NAME] [--out DIRECTORY]

  Builds the npm package of a client.

  --client NAME     which: ${listed} (default: browser)
  --out DIRECTORY   where to put it; what is there is removed (default: build/clients/NAME)`,

  async run(args) {
    const { client = 'browser', out } = parseFlags(args, {
      client: { type: 'string' },
      out: { type: 'string' },
    });
    const name = packageNames.find(each => each === client);
    if (name === undefined) {
      throw new UsageError(`--client: received "${client}", expected ${listed}`);
    }
    const directory = out ?? `build/clients/${name}`;
    await buildPackage(name, resolve(directory));
    console.log(`built ${directory}; its tarball: npm pack ./${relative('', directory)}`);
  },
};

await runCommand(clientPackage);
