import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

export const hostSchema = z.object({ pid: z.number(), folder: z.string(), port: z.number() });

/** A host that runs: its process, the folder where it was started, and the first of its ports. */
export type HostIdentity = Readonly<z.infer<typeof hostSchema>>;

/** A file that is this host's alone until it lets go, or ends in whatever way. */
export interface FileClaim {
  release(): void;
}

/** Tries for a lock whose host is just letting go of it. */
const maxTries = 20;
const pauseMs = 10;

/** https://sqlite.org/rescode.html: somebody else has the lock; its file was removed meanwhile. */
const busy = 5;
const moved = 1032;

/**
 * Claims a file for one host. The claim is a lock of the operating system, by SQLite, on a file beside
 * it, `<file>.lock`: it ends with its process, however that ends, and who has it can be read.
 *
 * @throws Error that names the host which has it.
 */
export async function claimFile(file: string, host: HostIdentity): Promise<FileClaim> {
  const lockFile = `${resolve(file)}.lock`;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const result = tryToLock(lockFile, host);
    if ('release' in result) return result;
    if (result.owner !== undefined) {
      const owner = describeHost(result.owner);
      throw new Error(`${file} belongs to ${owner}, which runs. End it, or choose another file.`);
    }
    await new Promise(passed => setTimeout(passed, pauseMs));
  }
  throw new Error(`${lockFile} could not be locked; expected that nobody else holds it`);
}

/** As it is named in errors. */
export function describeHost({ pid, folder, port }: HostIdentity): string {
  const ports = port === 0 ? 'on free ports' : `from port ${port} on`;
  return `the local host of ${folder} (process ${pid}, ${ports})`;
}

interface Held {
  readonly owner: HostIdentity | undefined;
}

function tryToLock(lockFile: string, { pid, folder, port }: HostIdentity): FileClaim | Held {
  const database = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    database.exec('CREATE TABLE IF NOT EXISTS host (pid, folder, port); BEGIN IMMEDIATE');
    database.exec('DELETE FROM host');
    database.prepare('INSERT INTO host VALUES (?, ?, ?)').run(pid, folder, port);
    // While the second one lasts nobody else may write, and everybody may read whose it is.
    database.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (error) {
    const { errcode } = error as { errcode?: number };
    const owner = errcode === busy ? ownerIn(database) : undefined;
    database.close();
    if (errcode !== busy && errcode !== moved) throw error;
    return { owner };
  }
  return {
    release: () => {
      if (!database.isOpen) return;
      // Before the lock is given back, so that nobody gets one whose file goes.
      rmSync(lockFile, { force: true });
      database.close();
    },
  };
}

function ownerIn(database: DatabaseSync): HostIdentity | undefined {
  try {
    return hostSchema.safeParse(database.prepare('SELECT * FROM host').get()).data;
  } catch {
    return undefined; // it is just being written
  }
}
