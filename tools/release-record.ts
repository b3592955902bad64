import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { bundledClient } from './release/bundled-client.ts';
import { recordedContexts } from './release/contexts.ts';
import { keptOf } from './release/kept-resources.ts';
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
    const { out = `test/upgrade/released/${version}` } = parseFlags(args, {
      out: { type: 'string' },
    });
    await mkdir(out, { recursive: true });
    for (const [name, context] of Object.entries(recordedContexts)) {
      const kept = keptOf(synthesizedTemplate(context));
      await writeFile(join(out, `template-${name}.json`), `${JSON.stringify(kept, null, 1)}\n`);
    }
    await writeFile(join(out, 'client.cjs'), await bundledClient());
    for (const file of frames) await copyFile(join('test/recorded', file), join(out, file));
    process.stdout.write(`recorded ${version} in ${out}\n`);
  },
};

await runCommand(releaseRecord);
