import { AskedProcess } from './asked-process.ts';
import type { FromReaders, FromServer, Memory, ToReaders, ToServer } from './messages.ts';
import type { PeerName } from './peer.ts';

/** How many read, and how many events come at once. */
export interface CellSize {
  readonly readers: number;
  readonly events: number;
}

/** How a cell is measured. */
export interface CellOptions {
  readonly rounds: number;
  readonly peers: readonly PeerName[];
  /** Where each server writes a CPU profile. @default - nowhere */
  readonly profileDirectory?: string;
}

/** What one peer did in one round. */
export interface Round {
  /** Events to readers, by the second of the server's processor time. */
  readonly deliveriesPerCpuSecond: number;
  /** More than the server without them, divided by the readers. */
  readonly rssBytesPerReader: number;
  readonly heldBytesPerReader: number;
  /** What each reader received for an event. */
  readonly bytesPerEvent: number;
}

/** All rounds of a peer, in their order. */
export interface PeerRounds {
  readonly peer: PeerName;
  readonly rounds: readonly Round[];
}

/** The server has served so many when it is measured without readers: then its code is there. */
const firstReaders = 8;
/** Writes of a round, one to a reader and tick: what they take is well above what a clock can see. */
const writesPerRound = 12_800;
const fewestTicks = 4;
/** So much may be on its way to a reader: it fits into what a kernel holds, and nobody waits. */
const burstBytes = 48_000;
const eventBytes = 320;

/** One peer, its readers, and what it held before they came. */
interface Running {
  readonly peer: PeerName;
  readonly server: AskedProcess<ToServer, FromServer>;
  readonly readers: AskedProcess<ToReaders, FromReaders>;
  readonly empty: Memory;
  stop(): Promise<void>;
}

/** Measures all peers, whose rounds alternate; the first of each warms up and is not counted. */
export async function measureCell(
  size: CellSize,
  { rounds, peers, profileDirectory }: CellOptions,
): Promise<readonly PeerRounds[]> {
  const running: Running[] = [];
  try {
    for (const peer of peers) running.push(await start(peer, size.readers, profileDirectory));
    const measured = running.map(({ peer }) => ({ peer, rounds: [] as Round[] }));
    for (let round = 0; round <= rounds; round += 1) {
      for (const [at, one] of running.entries()) {
        const figures = await measureRound(one, size);
        if (round > 0) measured[at]?.rounds.push(figures);
      }
    }
    return measured;
  } finally {
    await Promise.all(running.map(one => one.stop()));
  }
}

async function start(
  peer: PeerName,
  count: number,
  profileDirectory: string | undefined,
): Promise<Running> {
  const profile =
    profileDirectory === undefined
      ? []
      : [
          '--cpu-prof',
          `--cpu-prof-dir=${profileDirectory}`,
          `--cpu-prof-name=${peer}-${count}.cpuprofile`,
        ];
  const server = new AskedProcess<ToServer, FromServer>(
    'bench/deliver-server.ts',
    [peer],
    ['--expose-gc', ...profile],
  );
  const readers = new AskedProcess<ToReaders, FromReaders>('bench/deliver-readers.ts', [], []);
  const stop = async (): Promise<void> => {
    await Promise.all([server.stop(), readers.stop()]);
  };
  try {
    const { port } = await server.next('ready');
    const first = Math.min(firstReaders, count - 1);
    await readers.ask({ kind: 'open', peer, port, count: first }, 'opened');
    await untilOpen(server, first);
    await deliver({ server, readers }, { ticks: 20, events: 1 });
    const empty = await server.ask({ kind: 'memory' }, 'memory');
    await readers.ask({ kind: 'open', peer, port, count: count - first }, 'opened');
    await untilOpen(server, count);
    return { peer, server, readers, empty, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A reader that was greeted may have to be added yet to those who are written to. */
async function untilOpen(server: Running['server'], count: number): Promise<void> {
  for (;;) {
    const { readers } = await server.ask({ kind: 'usage' }, 'usage');
    if (readers >= count) return;
  }
}

async function measureRound(
  { server, readers, empty }: Running,
  { readers: count, events }: CellSize,
): Promise<Round> {
  const ticks = Math.max(fewestTicks, Math.ceil(writesPerRound / count));
  const before = await server.ask({ kind: 'usage' }, 'usage');
  const bytesEach = await deliver({ server, readers }, { ticks, events });
  const after = await server.ask({ kind: 'usage' }, 'usage');
  const memory = await server.ask({ kind: 'memory' }, 'memory');
  const added = count - Math.min(firstReaders, count - 1);
  return {
    deliveriesPerCpuSecond: (ticks * events * count * 1_000) / (after.cpuMs - before.cpuMs),
    rssBytesPerReader: (memory.rssBytes - empty.rssBytes) / added,
    heldBytesPerReader: (memory.heldBytes - empty.heldBytes) / added,
    bytesPerEvent: bytesEach / (ticks * events),
  };
}

/** Delivers in bursts, each of which has arrived before the next one begins. Returns the bytes of a reader. */
async function deliver(
  { server, readers }: Pick<Running, 'server' | 'readers'>,
  { ticks, events }: { readonly ticks: number; readonly events: number },
): Promise<number> {
  const ticksAtOnce = Math.max(1, Math.floor(burstBytes / (events * eventBytes)));
  let bytesEach = 0;
  for (let left = ticks; left > 0; left -= ticksAtOnce) {
    const burst = Math.min(left, ticksAtOnce);
    await server.ask({ kind: 'deliver', ticks: burst, events }, 'delivered');
    const received = await readers.ask({ kind: 'expect', events: burst * events }, 'received');
    bytesEach += received.bytesEach;
  }
  return bytesEach;
}
