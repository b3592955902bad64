/** Units that one call consumed of one key. */
export interface CapacityUse {
  readonly tableName: string;
  /** Absent: the table itself. */
  readonly indexName?: string | undefined;
  /** The partition key's value; absent: it is not one key, or the call does not name it. */
  readonly key?: string | undefined;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What one key consumed. */
export interface KeyCapacity {
  readonly key: string;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** The most within one second of the clock. */
  readonly peakReadUnits: number;
  readonly peakWriteUnits: number;
  /** True near what one partition gives. */
  readonly isHot: boolean;
}

/** What a table or an index consumed. */
export interface TableCapacity {
  readonly tableName: string;
  readonly indexName?: string;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** How many keys were counted; those used longest ago are forgotten beyond the bound. */
  readonly keyCount: number;
  /** The busiest first. */
  readonly busiestKeys: readonly KeyCapacity[];
}

/**
 * What a partition gives in a second, however much the table may have:
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const partitionReadUnits = 3_000;
const partitionWriteUnits = 1_000;
/** Hot is what leaves less than a fifth of that. */
const hotShare = 0.8;
/** Keys remembered of each table or index. */
const maxKeys = 10_000;
const shownKeys = 5;

interface Key {
  readUnits: number;
  writeUnits: number;
  peakReadUnits: number;
  peakWriteUnits: number;
  second: number;
  secondReadUnits: number;
  secondWriteUnits: number;
}

interface Table {
  readonly tableName: string;
  readonly indexName: string | undefined;
  readUnits: number;
  writeUnits: number;
  readonly keys: Map<string, Key>;
}

/** Counts consumed capacity by table, index and partition key. */
export class CapacityMeter {
  readonly #tables = new Map<string, Table>();

  add(use: CapacityUse, nowMs: number): void {
    const { tableName, indexName, key, readUnits, writeUnits } = use;
    if (readUnits === 0 && writeUnits === 0) return;
    const table = this.#table(tableName, indexName);
    table.readUnits += readUnits;
    table.writeUnits += writeUnits;
    if (key !== undefined) count(remembered(table.keys, key), use, Math.floor(nowMs / 1_000));
  }

  /** Tables by name, each before its indexes. */
  report(): TableCapacity[] {
    return [...this.#tables.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { tableName, indexName, readUnits, writeUnits, keys }]) => ({
        tableName,
        ...(indexName !== undefined && { indexName }),
        readUnits,
        writeUnits,
        keyCount: keys.size,
        busiestKeys: busiest(keys),
      }));
  }

  #table(tableName: string, indexName: string | undefined): Table {
    const id = indexName === undefined ? tableName : `${tableName}/${indexName}`;
    const table = this.#tables.get(id) ?? {
      tableName,
      indexName,
      readUnits: 0,
      writeUnits: 0,
      keys: new Map<string, Key>(),
    };
    this.#tables.set(id, table);
    return table;
  }
}

/** The key's counters, moved to the end of the map; its beginning is what was used longest ago. */
function remembered(keys: Map<string, Key>, key: string): Key {
  const counters = keys.get(key) ?? {
    readUnits: 0,
    writeUnits: 0,
    peakReadUnits: 0,
    peakWriteUnits: 0,
    second: 0,
    secondReadUnits: 0,
    secondWriteUnits: 0,
  };
  keys.delete(key);
  const [oldest] = keys.size >= maxKeys ? keys.keys() : [];
  if (oldest !== undefined) keys.delete(oldest);
  keys.set(key, counters);
  return counters;
}

function count(key: Key, { readUnits, writeUnits }: CapacityUse, second: number): void {
  if (key.second !== second) {
    key.second = second;
    key.secondReadUnits = 0;
    key.secondWriteUnits = 0;
  }
  key.readUnits += readUnits;
  key.writeUnits += writeUnits;
  key.secondReadUnits += readUnits;
  key.secondWriteUnits += writeUnits;
  key.peakReadUnits = Math.max(key.peakReadUnits, key.secondReadUnits);
  key.peakWriteUnits = Math.max(key.peakWriteUnits, key.secondWriteUnits);
}

/** How much of a partition the key took in its busiest second; 1 is all of it. */
const partitionShare = ({ peakReadUnits, peakWriteUnits }: Key): number =>
  Math.max(peakReadUnits / partitionReadUnits, peakWriteUnits / partitionWriteUnits);

function busiest(keys: ReadonlyMap<string, Key>): KeyCapacity[] {
  return [...keys]
    .sort(([, one], [, other]) => partitionShare(other) - partitionShare(one))
    .slice(0, shownKeys)
    .map(([key, counters]) => ({
      key,
      readUnits: counters.readUnits,
      writeUnits: counters.writeUnits,
      peakReadUnits: counters.peakReadUnits,
      peakWriteUnits: counters.peakWriteUnits,
      isHot: partitionShare(counters) >= hotShare,
    }));
}
