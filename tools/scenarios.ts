import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { sseHosts } from '../lib/account-concurrency.ts';
import { type Command, messageOf, runCommand, UsageError } from './command-line.ts';

/** Plays the scenarios, on a local host or on the stack that OUTPUTS names. */
const scenariosCommand: Command = {
  usage: `usage: npm run test:scenarios [-- [--host ${sseHosts.join('|')}] [NAME …]]
       npm run test:pages [-- [--host ${sseHosts.join('|')}] [NAME …]]

  --host   what holds the streams of the local hosts that are started, ${sseHosts[0]} by default;
           a stack that OUTPUTS names has what it has
  NAME     only files of test/scenarios whose path has it in it, as Jest finds them`,

  async run(args) {
    const { values, positionals } = flagsOf(args);
    if (values.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const host = sseHosts.find(one => one === values.host);
    if (host === undefined) {
      throw new UsageError(`--host: received "${values.host}", expected ${sseHosts.join(' or ')}`);
    }
    const project = values.pages ? 'pages' : 'scenarios';
    const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
    const child = spawn(
      process.execPath,
      [jest, '--selectProjects', project, ...(positionals.length > 0 ? ['--', ...positionals] : [])],
      { stdio: 'inherit', env: { ...process.env, SSE_HOST: host } },
    );
    const [code] = await once(child, 'exit');
    process.exitCode = code ?? 1;
  },
};

function flagsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: 'string', default: sseHosts[0] },
        pages: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

await runCommand(scenariosCommand);
