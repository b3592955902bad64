import { setTimeout as sleep } from 'node:timers/promises';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../core/clock.ts';
import { AppError } from '../core/wire/app-error.ts';
import { anonymous } from '../core/wire/user-id.ts';
import { createPostNotice } from '../lambdas/adapters/connections/mailboxes.ts';
import { createSocketGateway } from '../lambdas/adapters/connections/socket-gateway.ts';
import { createDocumentClient } from '../lambdas/adapters/dynamodb/document-client.ts';
import { createOverdueProposals } from '../lambdas/adapters/proposals/overdue-proposals.ts';
import { createProposalsTable } from '../lambdas/adapters/proposals/proposals-table.ts';
import { awsConfig, dynamoDbConfig } from './aws-client-config.ts';
import { type Command, messageOf, parseFlags, runCommand, UsageError } from './command-line.ts';
import {
  countForgetting,
  type ForgetPorts,
  forgetUser,
  type TableSummary,
} from './forget/forget-user.ts';
import { localOutputsFile, type Outputs, readOutputs, requireOutput } from './outputs.ts';

/** As long as a key may be that a table has a user by. */
const maxIdLength = 256;

/** It reads whole tables: a busy one may refuse now and then. */
const maxAttempts = 8;

/** Removes or masks what the tables hold of a person. */
const forgetCommand: Command = {
  usage: `usage: npm run -s forget -- --user ID [--dry-run] [--outputs FILE]

  --user ID        who is forgotten: the sub of their tokens. Ban them in Users first, or delete
                   them there; it refuses whoever could sign in again
  --dry-run        counts what it would do, and writes nothing; refuses whom a run would refuse
  --outputs FILE   the stack's outputs, ${localOutputsFile} by default

It reads whole tables, at a pace that leaves room for everyone else. It may be run again at any
time: what broke off is finished. docs/personal-data.md says what stays, and for how long.`,

  async run(args) {
    const flags = parseFlags(args, {
      user: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const userId = userIdOf(flags.user);
    const outputs = await readOutputs(flags.outputs);
    const client = createDocumentClient({ ...dynamoDbConfig(outputs), maxAttempts });
    const ports = portsOf(outputs, client);
    const usersTableName = requireOutput(outputs, 'UsersTableName');
    try {
      if (flags['dry-run']) {
        await countForgetting(userId, ports);
        await refuseActive(client, usersTableName, userId);
        process.stdout.write(
          'Nothing was written: this is what a run without --dry-run would do.\n',
        );
        return;
      }
      await refuseActive(client, usersTableName, userId);
      await forgetUser(userId, ports);
      process.stdout.write(
        'Done. What stays, and until when, is in docs/personal-data.md; run it once more tomorrow for what functions still held.\n',
      );
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      const message = `it broke off: ${messageOf(cause)}. Run it again, it goes on where it stopped`;
      throw new AppError('STORE_UNAVAILABLE', message, { cause });
    } finally {
      client.destroy();
    }
  },
};

function userIdOf(user: string | undefined): string {
  if (user === anonymous) {
    throw new UsageError(
      `--user: received "${anonymous}", which stands for all who are not known; expected the id of a user`,
    );
  }
  if (user !== undefined && user !== '' && user.length <= maxIdLength) return user;
  throw new UsageError(
    `--user: received ${user ? `${user.length} characters` : 'nothing'}, expected the id of a user, 1 to ${maxIdLength} characters`,
  );
}

/** Whoever may sign in again would be in the tables again the next moment. */
async function refuseActive(
  client: DynamoDBDocumentClient,
  usersTableName: string,
  userId: string,
): Promise<void> {
  const get = new GetCommand({ TableName: usersTableName, Key: { userId }, ConsistentRead: true });
  const { Item } = await client.send(get);
  if (Item === undefined || Item.status === 'banned') return;
  throw new AppError(
    'INPUT_INVALID',
    `the table Users has ${userId} with the status ${Item.status ?? 'undefined'}; expected banned, or no such item: else they sign in again. Nothing was done`,
  );
}

function portsOf(outputs: Outputs, client: DynamoDBDocumentClient): ForgetPorts {
  const tableName = (table: string) => requireOutput(outputs, `${table}TableName`);
  const proposalsTableName = tableName('Proposals');
  const limitsTableName = tableName('Limits');
  return {
    client,
    now: systemClock,
    pause: sleep,
    tableNames: {
      Connections: tableName('Connections'),
      Proposals: proposalsTableName,
      Outbox: tableName('Outbox'),
      Quarantine: tableName('Quarantine'),
      Revocations: tableName('Revocations'),
      Limits: limitsTableName,
      Audit: tableName('Audit'),
      Webhooks: tableName('Webhooks'),
    },
    store: createProposalsTable(client, {
      ...{ proposalsTableName, limitsTableName },
      fightsTableName: tableName('Fights'),
      usersTableName: tableName('Users'),
      // Nobody bets here: proposals are only ended.
      checkUsers: false,
    }),
    overdue: createOverdueProposals(client, proposalsTableName),
    gateway: createSocketGateway(new ApiGatewayManagementApiClient(socketConfig(outputs))),
    postNotice: createPostNotice({
      ...{ client, tableName: limitsTableName, now: systemClock },
      onUnposted: ({ connectionId }) =>
        process.stderr.write(
          `the process of the stream ${connectionId} could not be notified; the stream ends within a minute\n`,
        ),
    }),
    onUnclosed: connectionId =>
      process.stderr.write(
        `the socket ${connectionId} could not be closed; it has no row, receives nothing, and ends by itself within two hours\n`,
      ),
    onTable: summary => process.stdout.write(`${lineOf(summary)}\n`),
  };
}

/** A stage's sockets are ended where they are connected, by https (lib/constructs/proposal-socket.ts). */
function socketConfig(outputs: Outputs) {
  const endpoint = requireOutput(outputs, 'ProposalsWebSocketUrl').replace(/^ws/, 'http');
  return { ...awsConfig(outputs), endpoint };
}

function lineOf({ table, looked, removed, masked, ended }: TableSummary): string {
  const before = table === 'Proposals' ? `, ${ended} ended before` : '';
  return `${table}: ${removed} removed, ${masked} masked${before} (of ${looked})`;
}

await runCommand(forgetCommand);
