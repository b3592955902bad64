import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { bundledClient } from './release/bundled-client.ts';
import { recordedContexts } from './release/contexts.ts';
import { keptOf } from './release/kept-resources.ts';
import { releasedVersion } from './release/released-version.ts';
import { synthesizedTemplate } from './release/synthesized-template.ts';

/** The bytes that servers of a version send, as test/recorded has them. */
const frames = ['streams.txt', 'socket.txt'];

/** Records what later versions are held against: docs/releases.md. */
const releaseRecord: Command = {
  usage: `usage: npm run release:record [-- --out DIRECTORY]

  Records a release for the tests of later ones: what of its templates holds data or has an
  address, its client for pages, and what its server sends.

  --out DIRECTORY   default: test/upgrade/released/ and the version of package.json`,

  async run(args) {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    const { out } = parseFlags(args, { out: { type: 'string' } });
    const directory = out ?? `test/upgrade/released/${releasedVersion(version)}`;
    await mkdir(directory, { recursive: true });
    for (const [name, context] of Object.entries(recordedContexts)) {
      const kept = keptOf(synthesizedTemplate(context));
      await writeFile(
        join(directory, `template-${name}.json`),
        `${JSON.stringify(kept, null, 1)}\n`,
      );
    }
    await writeFile(join(directory, 'client.cjs'), await bundledClient());
    for (const file of frames) await copyFile(join('test/recorded', file), join(directory, file));
    process.stdout.write(`recorded ${version} in ${directory}\n`);
  },
};

await runCommand(releaseRecord);
