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
    const [, name] = /^event: (.*)$/m.exec(block) ?? [];
    const [, data] = /^data: (.*)$/m.exec(block) ?? [];
    if (name === undefined || data === undefined || signals.includes(name)) return [];
    return [String(JSON.parse(data).id)];
  });
}

/** What a client makes of a stream: the ids of the events, in order, and what it complains of. */
async function readBy({ ChannelStream }: ClientOfPages, { text, channel }: RecordedStream) {
  const ended = Promise.withResolvers<void>();
  let requests = 0;
  const stream = new ChannelStream({
    channel,
    url: 'https://stream.example/',
    token: 'a token',
    environment: {
      fetch: async () => {
        requests += 1;
        // It comes back once it has read all of it.
        if (requests > 1) {
          ended.resolve();
          return await new Promise<Response>(() => undefined);
        }
        return new Response(text, { headers: { 'content-type': 'text/event-stream' } });
      },
      setTimer: callback => {
        const timer = setTimeout(callback, 0);
        return () => clearTimeout(timer);
      },
    },
  });
  const ids: string[] = [];
  const errors: string[] = [];
  stream.on('*', ({ id }) => ids.push(id));
  stream.on('error', ({ code }) => {
    errors.push(code);
    ended.resolve();
  });
  stream.connect();
  await ended.promise;
  stream.close();
  return { ids, errors: errors.filter(code => code === 'ANSWER_MALFORMED') };
}

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
      errors: [],
    });
  });

  it.each(ofThen)('today’s client reads every event of its stream: $title', async stream => {
    expect(await readBy(today, stream)).toEqual({ ids: idsIn(stream.text), errors: [] });
  });

  it('today’s client reads every answer of its sockets', () => {
    const lines = readFileSync(recordedFile(version, 'socket.txt'), 'utf8').split('\n');
    const answers = lines.filter(line => line.startsWith('{"event":'));
    expect(answers.length).toBeGreaterThan(30);
    const events = answers.map(answer => readMessage(answer)?.event);
    expect(events).toEqual(answers.map(answer => JSON.parse(answer).event));
  });
});
