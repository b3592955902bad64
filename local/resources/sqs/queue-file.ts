import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { MessageJournal, QueuedMessage } from './queue-state.ts';

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

const queuedMessage = z.object({
  messageId: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), attribute),
  systemAttributes: z.record(z.string(), z.string()),
  bytes: z.number(),
  sentAtMs: z.number(),
  visibleAtMs: z.number(),
  receives: z.number(),
  receivesHere: z.number(),
  firstReceivedAtMs: z.number().optional(),
  lastReceivedAtMs: z.number().optional(),
});

/** The messages of one queue in a file of SQLite, each change in it before its call is answered. */
export class QueueFile implements MessageJournal {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#database = new DatabaseSync(file);
    // What is written survives this process, however it ends; nothing here has to survive the machine.
    this.#database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS messages (position INTEGER PRIMARY KEY, id TEXT UNIQUE, message TEXT NOT NULL)',
    );
  }

  /** In the order in which they came. */
  load(): QueuedMessage[] {
    const rows = this.#database.prepare('SELECT message FROM messages ORDER BY position').all();
    return rows.map(({ message }) => queuedMessage.parse(JSON.parse(String(message))));
  }

  put(message: QueuedMessage): void {
    if (!this.#database.isOpen) return;
    this.#database
      .prepare(
        'INSERT INTO messages (id, message) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET message = excluded.message',
      )
      .run(message.messageId, JSON.stringify(message));
  }

  delete(messageId: string): void {
    if (!this.#database.isOpen) return;
    this.#database.prepare('DELETE FROM messages WHERE id = ?').run(messageId);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
