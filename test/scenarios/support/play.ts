import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type Command, runCommand } from '../../../tools/command-line.ts';
import { parsePlay } from './play-flags.ts';

/** Plays a project of Jest on hosts of the kind that was asked for; whatever else is given is Jest's. */
const playCommand: Command = {
  usage: `usage: npm run test:scenarios -- [--host function-url|web-function] [--again] [FILE …] [Jest's flags]
       npm run test:pages -- [the same]

  --host    what serves streams on the hosts that it starts; with OUTPUTS=FILE the stack decides
  --again   with OUTPUTS=FILE plays nothing: its stack has one kind of host, and was played before`,

  async run([project = '', ...args]) {
    const { isAgain, sseHost, jestArgs } = parsePlay(args, process.env);
    if (isAgain) {
      process.stdout.write(
        `the stack of ${process.env.OUTPUTS} has one kind of host: nothing is played again\n`,
      );
      return;
    }
    const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
    // Last, for it takes every word behind it for the name of a project.
    const flags = [...jestArgs, '--selectProjects', project];
    const child = spawn(process.execPath, [jest, ...flags], {
      stdio: 'inherit',
      env: { ...process.env, ...(sseHost === undefined ? {} : { SSE_HOST: sseHost }) },
    });
    // Ctrl-C reaches all of them.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    const [code] = await once(child, 'exit');
    process.exitCode = code ?? 1;
  },
};

await runCommand(playCommand);
