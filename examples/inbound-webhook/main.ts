import { once } from 'node:events';
import { createPublisher, readStackTables } from '../../clients/backend/index.ts';
import {
  type Command,
  messageOf,
  parseFlags,
  runCommand,
  UsageError,
  wholeNumber,
} from '../../tools/command-line.ts';
import { localOutputsFile } from '../../tools/outputs.ts';
import { secretProblem } from './webhook-secret.ts';
import { createWebhookServer, webhookPath } from './webhook-server.ts';

/** Takes a payment provider's signed webhooks, until it is stopped. */
const inboundWebhook: Command = {
  usage: `usage: WEBHOOK_SECRET=whsec_… npm run -s example:inbound-webhook -- [--outputs FILE] [--port N]

  WEBHOOK_SECRET  as the provider shows it: whsec_ and base64 (Standard Webhooks)
  --outputs FILE  the stack's outputs, ${localOutputsFile} by default
  --port N        where to listen, 8080 by default; 0 takes any free port`,

  async run(args) {
    const flags = parseFlags(args, {
      outputs: { type: 'string', default: localOutputsFile },
      port: { type: 'string', default: '8080' },
    });
    const port = wholeNumber('--port', flags.port, 0, 65_535);
    const secret = process.env.WEBHOOK_SECRET ?? '';
    const problem = secretProblem(secret);
    if (problem !== undefined) throw new UsageError(`WEBHOOK_SECRET: ${problem}`);
    await using publisher = createPublisher({
      ...(await readStackTables(flags.outputs)),
      source: 'payments-webhook',
    });
    const server = createWebhookServer({
      publisher,
      secret,
      onError: error => process.stderr.write(`${messageOf(error)}\n`),
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const listening = typeof address === 'object' ? address?.port : port;
    process.stdout.write(`listening on http://127.0.0.1:${listening}${webhookPath}\n`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    server.closeIdleConnections();
    server.close();
    await once(server, 'close');
  },
};

await runCommand(inboundWebhook);
