import { type Command, runCommand, UsageError } from '../tools/command-line.ts';
import { appendCommand } from './append/append-command.ts';
import { bulkCommand } from './bulk/bulk-command.ts';
import { coldstartCommand } from './coldstart/coldstart-command.ts';
import { deliverCommand } from './deliver/deliver-command.ts';
import { fanoutCommand } from './fanout/fanout-command.ts';
import { growingBalancesCommand } from './growing-balances/growing-balances-command.ts';
import { latencyCommand } from './latency/latency-command.ts';
import { paymentStreamsCommand } from './payment-streams/payment-streams-command.ts';
import { proposalsCommand } from './proposals/proposals-command.ts';
import { roomsCommand } from './rooms/rooms-command.ts';
import { soakCommand } from './soak/soak-command.ts';
import { socketsCommand } from './sockets/sockets-command.ts';
import { webhooksCommand } from './webhooks/webhooks-command.ts';

/** By their names on the command line. */
const benches: Readonly<Record<string, Command>> = {
  append: appendCommand,
  bulk: bulkCommand,
  deliver: deliverCommand,
  fanout: fanoutCommand,
  coldstart: coldstartCommand,
  'growing-balances': growingBalancesCommand,
  latency: latencyCommand,
  'payment-streams': paymentStreamsCommand,
  proposals: proposalsCommand,
  rooms: roomsCommand,
  soak: soakCommand,
  sockets: socketsCommand,
  webhooks: webhooksCommand,
};

const names = Object.keys(benches);
const [name = ''] = process.argv.slice(2);
const bench = benches[name];

/** Runs the bench that is named first, on the flags behind its name. */
await runCommand({
  usage: bench?.usage ?? `usage: npm run bench -- NAME [flags]; NAME is one of ${names.join(', ')}`,
  run: async ([, ...flags]) => {
    if (bench !== undefined) return await bench.run(flags);
    throw new UsageError(`received the bench "${name}", expected one of ${names.join(', ')}`);
  },
});
