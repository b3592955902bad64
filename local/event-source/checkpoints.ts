import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../template/template.ts';

/**
 * How far each shard of one stream was processed, in the engine's own sequence numbers. With a file
 * it survives the host, so that a database that does too is not replayed from its beginning.
 */
export class Checkpoints {
  readonly #file: string | undefined;
  readonly #engineStreamArn: string;
  readonly #positions = new Map<string, string>();

  constructor(engineStreamArn: string, file?: string) {
    this.#engineStreamArn = engineStreamArn;
    this.#file = file;
    if (file !== undefined) this.#load(file);
  }

  get(shardId: string): string | undefined {
    return this.#positions.get(shardId);
  }

  set(shardId: string, sequenceNumber: string): void {
    if (this.#positions.get(shardId) === sequenceNumber) return;
    this.#positions.set(shardId, sequenceNumber);
    if (this.#file !== undefined) this.#save(this.#file);
  }

  #load(file: string): void {
    let saved: unknown;
    try {
      saved = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      return; // The first run, or a file cut short: at worst records are delivered twice.
    }
    // Another stream of the same table name has other sequence numbers.
    if (!isRecord(saved) || saved.stream !== this.#engineStreamArn) return;
    const shards = isRecord(saved.shards) ? saved.shards : {};
    for (const [shardId, position] of Object.entries(shards)) {
      this.#positions.set(shardId, String(position));
    }
  }

  #save(file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    const shards = Object.fromEntries(this.#positions);
    // Renamed into place: a reader sees the old file or the new one, never half of one.
    writeFileSync(`${file}.new`, JSON.stringify({ stream: this.#engineStreamArn, shards }));
    renameSync(`${file}.new`, file);
  }
}
