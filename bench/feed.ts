import { createParser } from 'eventsource-parser';
import { ChannelStream } from '../clients/browser/index.ts';
import { createFeed } from '../clients/react/feed.ts';

/** As many as the dashboard keeps of a channel. */
const kept = 10_000;
const rounds = 5;

/** What a channel's URL answers: a greeting and so many bets, in pieces as a network cuts them. */
function* answer(events: number): Generator<Uint8Array<ArrayBuffer>> {
  const pieceBytes = 16_384;
  let text = `retry: 60000\nid: e.0\nevent: connected\ndata: {"connectionId":"c","channel":"bets","role":"admin","cursor":"e.0","heartbeatMs":15000,"endsAt":0}\n\n`;
  for (let at = 1; at <= events; at += 1) {
    const event = {
      id: `bet-${at}`,
      type: 'NEW_BET',
      timestamp: 1_795_000_000_000 + at,
      priority: 'normal',
      source: 'Bets',
      version: '1.0',
      channel: 'bets',
      data: { betId: `b${at}`, fightId: 'f1', userId: `u${at % 500}`, side: 'red', amount: 50_000 },
    };
    text += `id: e.${at}\nevent: NEW_BET\ndata: ${JSON.stringify(event)}\n\n`;
    if (text.length < pieceBytes && at < events) continue;
    yield new TextEncoder().encode(text);
    text = '';
  }
}

interface Reader {
  readonly what: string;
  /** Reads it all, and gives what it keeps. */
  readonly read: (events: number) => Promise<unknown>;
}

/** The least that any client must do: parse, and keep everything. */
const plain: Reader = {
  what: 'parse and keep all',
  read: async events => {
    const all: unknown[] = [];
    const parser = createParser({ onEvent: ({ data }) => all.push(JSON.parse(data)) });
    const decoder = new TextDecoder();
    for (const piece of answer(events)) parser.feed(decoder.decode(piece, { stream: true }));
    return all;
  },
};

/** The client and the feed of a page: checked, without repetitions, bounded, in a store. */
const feed: Reader = {
  what: `feed of at most ${kept}`,
  read: events =>
    new Promise(resolve => {
      const stream = new ChannelStream({
        channel: 'bets',
        url: 'https://channel.example/',
        token: 'a.b.c',
        environment: {
          fetch: async () =>
            new Response(ReadableStream.from(answer(events)), {
              headers: { 'content-type': 'text/event-stream' },
            }),
        },
      });
      const made = createFeed(stream, { limit: kept });
      const leave = made.retain();
      const watch = made.store.subscribe(({ received }) => {
        if (received < events) return;
        watch();
        leave();
        resolve(made);
      });
    }),
};

interface Measured {
  readonly usPerEvent: number;
  readonly megabytes: number;
}

const { gc } = globalThis;
if (gc === undefined) throw new Error('received no gc, expected node --expose-gc');

/** What was read last: a collector takes what nobody can reach. */
const held: { last: unknown } = { last: undefined };

async function measure({ read }: Reader, events: number, gc: () => void): Promise<Measured> {
  gc();
  const before = process.memoryUsage().heapUsed;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    held.last = await read(events);
    times.push(performance.now() - startedAt);
  }
  gc();
  const heldBytes = process.memoryUsage().heapUsed - before;
  held.last = undefined;
  const median = times.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0;
  return { usPerEvent: (median / events) * 1_000, megabytes: heldBytes / 1_048_576 };
}

console.log(`A flood on one channel, medians of ${rounds} rounds:\n`);
for (const events of [kept, 10 * kept]) {
  const peer = await measure(plain, events, gc);
  const ours = await measure(feed, events, gc);
  for (const [{ what }, { usPerEvent, megabytes }] of [
    [plain, peer],
    [feed, ours],
  ] as const) {
    const time = `${usPerEvent.toFixed(1).padStart(6)} µs each (${(usPerEvent / peer.usPerEvent).toFixed(2)})`;
    const memory = `${megabytes.toFixed(1).padStart(6)} MB held (${(megabytes / peer.megabytes).toFixed(2)})`;
    console.log(`${String(events).padStart(7)} events  ${what.padEnd(22)} ${time}  ${memory}`);
  }
}
console.log('\nIn brackets: the ratio to parsing and keeping all.');
