import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Channel, channels } from '../core/channel/channels.ts';
import { asyncApiDocument } from '../core/contracts/async-api.ts';
import { type Deployment, withServers } from '../core/contracts/async-api-servers.ts';
import { contractFiles } from '../core/contracts/contract-files.ts';
import { eventsDocument } from '../core/contracts/event-schemas.ts';
import { type Command, parseFlags, runCommand, UsageError } from './command-line.ts';
import { type Outputs, readOutputs, requireOutput } from './outputs.ts';

/** Writes what the management API serves, without one: for a build that makes code of it. */
const contractsCommand: Command = {
  usage: `usage: npm run -s contracts -- --out DIRECTORY [--outputs FILE]

  Writes ${contractFiles.events}, the JSON Schema of every event, and ${contractFiles.asyncApi}, the AsyncAPI document.

  --out DIRECTORY   where to put them; it is made if it is not there
  --outputs FILE    a stack's outputs: then the AsyncAPI document has its servers, and none without`,

  async run(args) {
    const { out, outputs, help } = parseFlags(args, {
      out: { type: 'string' },
      outputs: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    if (!out) throw new UsageError('--out: received none, expected a directory');
    const asyncApi = asyncApiDocument();
    const documents: readonly [string, object][] = [
      [contractFiles.events, eventsDocument()],
      [
        contractFiles.asyncApi,
        outputs ? withServers(asyncApi, deploymentOf(await readOutputs(outputs))) : asyncApi,
      ],
    ];
    await mkdir(out, { recursive: true });
    for (const [name, document] of documents) {
      const file = join(out, name);
      await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
      console.log(file);
    }
  },
};

function deploymentOf(outputs: Outputs): Deployment {
  const declared: readonly Channel[] = channels;
  return {
    channels: declared.map(({ name, title }) => ({
      name,
      url: requireOutput(outputs, `${title}ChannelUrl`),
    })),
    // A stack of before has none.
    liveUrl: outputs.LiveUrl,
    managementUrl: requireOutput(outputs, 'ManagementUrl'),
    proposalsWebSocketUrl: requireOutput(outputs, 'ProposalsWebSocketUrl'),
  };
}

await runCommand(contractsCommand);
