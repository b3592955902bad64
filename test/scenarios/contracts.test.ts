import { type Channel, channels } from '../../core/channel/channels.ts';
import type { AsyncApiDocument } from '../../core/contracts/async-api-document.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { type SchemaCheck, schemaCheckOf } from '../support/schema-checks.ts';
import { connectBettor } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import { openStream, type StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

const declared: readonly Channel[] = channels;

let target: Target;
let management: Management;
let document: AsyncApiDocument;
let check: SchemaCheck;
const open: StreamReader[] = [];

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  document = (await management.call('GET', '/asyncapi.json')).body;
  const { schemas } = document.components;
  check = schemaCheckOf({ components: { schemas } }, ['components']);
});
afterAll(async () => {
  for (const reader of open) reader.close();
  await target.close();
});

/** What of it is not as the document has a message of that name. */
const problemsOf = (name: string, value: unknown): string[] =>
  check(value, `/components/schemas/${name}`);

/** Where the document has a channel: its server, and its path there. */
function urlOf(channel: string): string {
  const { address, servers = [] } = document.channels[channel] ?? {};
  const name = servers[0]?.$ref.replace('#/servers/', '') ?? '';
  const server = document.servers?.[name];
  if (server === undefined) throw new Error(`the document has no server of ${channel}`);
  return `${server.protocol}://${server.host}${address}`;
}

test('the documents have each channel, Live and the socket where the outputs have them', () => {
  const of = (key: string) => new URL(requireOutput(target.outputs, key)).href;
  for (const { name, title } of declared) {
    expect([name, urlOf(name)]).toEqual([name, of(`${title}ChannelUrl`)]);
  }
  expect(urlOf('live')).toBe(of('LiveUrl'));
  expect(urlOf('proposals')).toBe(of('ProposalsWebSocketUrl'));
});

test('a client that knows the documents alone reads what they say, from the first frame on', async () => {
  const { body } = await management.call('GET', '/events.schema.json');
  const asEvent = schemaCheckOf(body);
  const token = await target.token(unique('admin'), 'admin');
  const reader = await openStream(urlOf('global'), { token, follows: true, history: 100 });
  open.push(reader);
  await reader.until(({ event }) => event === 'connected');
  const fightId = unique('fight');
  await target.put('Fights', { fightId, title: 'Final', status: 'upcoming' });
  const odd = { channel: 'fights', type: 'odd.type', data: { fightId } };
  await target.put('Outbox', { eventId: unique('odd'), ...odd });
  const isOurs = (type: string) => (message: { readonly event: string; readonly data: Fields }) =>
    message.event === type && message.data.data?.fightId === fightId;
  await reader.until(isOurs('FIGHT_CREATED'));
  await reader.until(isOurs('odd.type'));
  // What others write meanwhile as well: every event that comes is one.
  for (const { event, data } of reader.messages) {
    const isFrame = `frame.${event}` in document.components.messages;
    expect([data, problemsOf(isFrame ? `frame.${event}` : 'Event', data)]).toEqual([data, []]);
    if (!isFrame) expect([data, asEvent(data)]).toEqual([data, []]);
  }
}, 180_000);

interface Fields {
  readonly data?: Readonly<Record<string, unknown>>;
}

test('what a socket is answered and sent is what the document has, by its name', async () => {
  const fightId = unique('fight');
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  const [maker, recipient] = await Promise.all([connectBettor(target), connectBettor(target)]);
  try {
    const asked = [
      ['ping', undefined],
      ['create_pago_proposal', { toUserId: recipient.userId, fightId, amount: 500 }],
      ['get_pending_proposals', undefined],
      ['cancel_proposal', { proposalId: 'p-none' }],
      ['subscribe_workflow', { workflowId: unique('none') }],
    ] as const;
    for (const [action, data] of asked) {
      const message = { action, requestId: unique('q'), ...(data && { data }) };
      expect([message, problemsOf(`client.${action}`, message)]).toEqual([message, []]);
      const { event } = await maker.ask(action, data);
      const replies = document.operations[`socket.${action}`]?.reply?.messages ?? [];
      expect(replies.map(({ $ref }) => $ref.split('/').at(-1))).toContain(`server.${event}`);
    }
    await recipient.until(({ event }) => event === 'proposal_received');
    for (const message of [...maker.received, ...recipient.received]) {
      expect([message, problemsOf(`server.${message.event}`, message)]).toEqual([message, []]);
    }
  } finally {
    await Promise.all([maker.close(), recipient.close()]);
  }
}, 180_000);
