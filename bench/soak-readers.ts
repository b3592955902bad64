import { createSeededRandom } from '../examples/derby-night/seeded-random.ts';
import { requireOutput } from '../tools/outputs.ts';
import { createTokenSigner } from '../tools/token-signer.ts';
import { ComingAndGoing } from './soak/coming-and-going.ts';
import { kindOf } from './soak/reader-kinds.ts';
import type { ExpectedOf, FromReaders, ReadersStart, ToReaders } from './soak/soak-message.ts';
import { SoakReader } from './soak/soak-reader.ts';
import { verdictOf } from './soak/verdict-of.ts';

/** The readers of `bench soak`, in a process of their own: what it takes is not the host's. */
const start = JSON.parse(process.argv[2] ?? '{}') as ReadersStart;
const tokenSeconds = 3 * 3_600;
const { outputs, seed } = start;
const sign = await createTokenSigner(outputs);
const ends: Record<string, number> = {};
let opened = 0;
const readers = Array.from({ length: start.readers }, (_, number) => {
  const kind = kindOf(number);
  const url = new URL(requireOutput(outputs, kind.output));
  url.search = kind.query;
  const token = sign({ sub: `reader-${number}`, role: 'admin', ttlSeconds: tokenSeconds });
  return new SoakReader({
    kind,
    url,
    token: () => token,
    random: createSeededRandom(seed * 100_003 + number),
    onOpened: () => {
      opened += 1;
    },
    onEnd: why => {
      ends[why] = (ends[why] ?? 0) + 1;
    },
  });
});
const moving = new ComingAndGoing(readers, start);

const send = (message: FromReaders): boolean | undefined => process.send?.(message);
const has = (expected: ExpectedOf) => (reader: SoakReader) => {
  const own = expected[reader.kind.name];
  return own !== undefined && reader.received.hasReached(own);
};

async function answer(message: ToReaders): Promise<FromReaders> {
  switch (message.kind) {
    case 'start':
      moving.start();
      return { kind: 'ready' };
    case 'gather':
      moving.gather();
      return { kind: 'ready' };
    case 'leave':
      moving.stop();
      return { kind: 'gone' };
    case 'reached':
      return { kind: 'reached', readers: readers.filter(has(message.expected)).length };
    case 'judge':
      return verdictOf(readers, message.expected);
    case 'state':
      return {
        kind: 'state',
        open: readers.filter(({ isOpen }) => isOpen).length,
        begun: readers.filter(({ hasBegun }) => hasBegun).length,
        opened,
        received: readers.reduce((sum, { received }) => sum + received.count, 0),
        ends: { ...ends },
      };
  }
}

process.on('message', (message: ToReaders) => void answer(message).then(send));
// Whoever started it asks for its end by leaving, and may be killed.
process.once('disconnect', () => process.exit(0));
send({ kind: 'ready' });
