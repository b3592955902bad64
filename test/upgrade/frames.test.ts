import { readFileSync } from 'node:fs';
import * as today from '../../clients/browser/index.ts';
import { readMessage } from '../../clients/browser/socket/socket-message.ts';
import { type ClientOfPages, clientOf, recordedFile, versionsOfClients } from './releases.ts';

/** What is no event: https://html.spec.whatwg.org and docs/protocol.md. */
const signals = ['connected', 'ping', 'gap', 'error', 'reconnect'];

/** One reader's stream as it was recorded, and the channel that it is of. */
interface RecordedStream {
  readonly title: string;
  readonly text: string;
  readonly channel: today.ChannelName;
}

function recordedStreams(file: string): readonly RecordedStream[] {
  return readFileSync(file, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map(part => {
      const [title = ''] = part.split('\n', 1);
      const text = part.slice(title.length + 1).replace(/^ended: .*\n+/m, '');
      const channel = /"channel":"([a-z-]+)","role"/.exec(text)?.[1] ?? 'fights';
      return { title, text, channel: channel as today.ChannelName };
    });
}

/** The ids of the events that stand in a text, read by hand: of each block its name and its data. */
function idsIn(text: string): string[] {
  return text.split('\n\n').flatMap(block => {
    // Line by line: a line of SSE ends in none of what else ends lines of text.
    const lines = block.split('\n');
    const field = (name: string) =>
      lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const [name, data] = [field('event'), field('data')];
    if (name === undefined || data === undefined || signals.includes(name)) return [];
    return [String(JSON.parse(data).id)];
  });
}

/** What a client makes of a stream: the ids of the events, in order, and what it cannot read. */
async function readBy({ ChannelStream }: ClientOfPages, { text, channel }: RecordedStream) {
  const stream = new ChannelStream({
    channel,
    url: 'https://stream.example/',
    token: 'a token',
    environment: {
      fetch: async () => new Response(text, { headers: { 'content-type': 'text/event-stream' } }),
    },
  });
  const ids: string[] = [];
  const unread: string[] = [];
  stream.on('*', ({ id }) => ids.push(id));
  stream.on('error', ({ code, message }) => {
    if (code === 'ANSWER_MALFORMED') unread.push(message);
  });
  const ended = Promise.withResolvers<void>();
  stream.subscribe(() => {
    // Once it has read all of it, it comes back later or not at all.
    if (['waiting', 'stopped'].includes(stream.view.status)) ended.resolve();
  });
  stream.connect();
  await ended.promise;
  stream.close();
  return { ids, unread };
}

it('clients and frames of three versions are recorded', () => {
  expect(versionsOfClients).toHaveLength(3);
});

describe.each(versionsOfClients)('version %s', version => {
  const ofToday = recordedStreams('test/recorded/streams.txt');
  const ofThen = recordedStreams(recordedFile(version, 'streams.txt'));

  it('has streams recorded that hold events', () => {
    expect(ofThen.flatMap(({ text }) => idsIn(text)).length).toBeGreaterThan(100);
    expect(ofToday.flatMap(({ text }) => idsIn(text)).length).toBeGreaterThan(100);
  });

  it.each(ofToday)('its client reads every event of today’s stream: $title', async stream => {
    expect(await readBy(clientOf(version), stream)).toEqual({
      ids: idsIn(stream.text),
      unread: [],
    });
  });

  it.each(ofThen)('today’s client reads every event of its stream: $title', async stream => {
    expect(await readBy(today, stream)).toEqual({ ids: idsIn(stream.text), unread: [] });
  });

  it('today’s client reads every answer of its sockets', () => {
    const lines = readFileSync(recordedFile(version, 'socket.txt'), 'utf8').split('\n');
    const answers = lines.filter(line => line.startsWith('{"event":'));
    expect(answers.length).toBeGreaterThan(30);
    const events = answers.map(answer => readMessage(answer)?.event);
    expect(events).toEqual(answers.map(answer => JSON.parse(answer).event));
  });
});
