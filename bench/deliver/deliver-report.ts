import { markdownTable, type Spread, spreadOf } from '../rounds.ts';
import type { CellSize, PeerRounds, Round } from './measure-cell.ts';
import type { PeerName } from './peer.ts';

/** One cell of the bench. */
export interface DeliverCell extends CellSize {
  readonly peers: readonly PeerRounds[];
}

/** The goals of docs/performance.md; memory in bytes a reader, with the most readers. */
export const deliverGoals = { ofRaw: 0.8, ofBetterSse: 1.7, heldBytes: 10_000 };

/** A peer in a cell, over all rounds; ratios are those of the same round. */
export interface PeerFigures {
  readonly peer: PeerName;
  readonly deliveriesPerCpuSecond: Spread;
  readonly ofRaw?: Spread;
  readonly ofBetterSse?: Spread;
  readonly heldBytesPerReader: Spread;
  readonly rssBytesPerReader: Spread;
  readonly bytesPerEvent: Spread;
}

/** The figures of each peer of a cell. */
export function figuresOf({ peers }: DeliverCell): readonly PeerFigures[] {
  return peers.map(({ peer, rounds }) => {
    const all = (figure: keyof Round): Spread => spreadOf(rounds.map(round => round[figure]));
    const ofRaw = ratiosTo('raw', rounds, peers);
    const ofBetterSse = ratiosTo('better-sse', rounds, peers);
    return {
      peer,
      deliveriesPerCpuSecond: all('deliveriesPerCpuSecond'),
      ...(ofRaw && { ofRaw }),
      ...(ofBetterSse && { ofBetterSse }),
      heldBytesPerReader: all('heldBytesPerReader'),
      rssBytesPerReader: all('rssBytesPerReader'),
      bytesPerEvent: all('bytesPerEvent'),
    };
  });
}

function ratiosTo(
  other: PeerName,
  rounds: readonly Round[],
  peers: readonly PeerRounds[],
): Spread | undefined {
  const others = peers.find(({ peer }) => peer === other)?.rounds;
  if (others === undefined) return undefined;
  return spreadOf(
    rounds.map(
      ({ deliveriesPerCpuSecond }, round) =>
        deliveriesPerCpuSecond / (others[round]?.deliveriesPerCpuSecond ?? Number.NaN),
    ),
  );
}

type Row = readonly string[];

/** A table as lines of Markdown: each figure with what it ranged over. */
export function deliverReport(cells: readonly DeliverCell[]): string {
  const rows = cells.flatMap(cell =>
    figuresOf(cell).map(figures => [
      `${cell.readers} × ${cell.events}`,
      figures.peer,
      spread(figures.deliveriesPerCpuSecond, thousands),
      spread(figures.ofRaw, ratio),
      spread(figures.ofBetterSse, ratio),
      spread(figures.heldBytesPerReader, kilobytes),
      spread(figures.rssBytesPerReader, kilobytes),
      String(Math.round(figures.bytesPerEvent.median)),
    ]),
  );
  return `Deliveries by the second of the server's processor time, in thousands; ratios are those of the same round. Medians, in brackets the least and the most of all rounds:

${markdownTable(headings, rows)}`;
}

const headings: Row = [
  'readers × events',
  'server',
  'k deliveries/CPU s',
  'of raw',
  'of better-sse',
  'heap + external, KB a reader',
  'rss, KB a reader',
  'bytes an event',
];

const thousands = (value: number): string => (value / 1_000).toFixed(0);
const ratio = (value: number): string => value.toFixed(2);
const kilobytes = (value: number): string => (value / 1_000).toFixed(1);

function spread(figure: Spread | undefined, text: (value: number) => string): string {
  if (figure === undefined) return 'not measured';
  return `${text(figure.median)} (${text(figure.least)}–${text(figure.most)})`;
}

/** Whether a cell of ours misses a goal, in words; none if it keeps all, or was not measured beside them. */
export function missedGoals(cells: readonly DeliverCell[]): readonly string[] {
  const mostReaders = Math.max(...cells.map(({ readers }) => readers));
  return cells.flatMap(cell => {
    const ours = figuresOf(cell).find(({ peer }) => peer === 'ours');
    if (ours === undefined) return [];
    const name = `${cell.readers} readers, ${cell.events} at once`;
    const { ofRaw, ofBetterSse, heldBytesPerReader } = ours;
    return [
      ...(ofRaw && ofRaw.median < deliverGoals.ofRaw
        ? [`${name}: ${ratio(ofRaw.median)} of raw, the goal is ${deliverGoals.ofRaw}`]
        : []),
      ...(ofBetterSse && ofBetterSse.median < deliverGoals.ofBetterSse
        ? [
            `${name}: ${ratio(ofBetterSse.median)} of better-sse, the goal is ${deliverGoals.ofBetterSse}`,
          ]
        : []),
      ...(cell.readers === mostReaders && heldBytesPerReader.median > deliverGoals.heldBytes
        ? [
            `${name}: ${kilobytes(heldBytesPerReader.median)} KB a reader, the goal is ${kilobytes(deliverGoals.heldBytes)}`,
          ]
        : []),
    ];
  });
}
