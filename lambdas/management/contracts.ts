import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AsyncApiDocument } from '../../core/contracts/async-api-document.ts';
import { type Deployment, withServers } from '../../core/contracts/async-api-servers.ts';
import { contractFiles } from '../../core/contracts/contract-files.ts';
import { AppError } from '../../core/wire/app-error.ts';

/** The documents by which machines know what is sent. */
export interface Contracts {
  /** The JSON Schema of every event. */
  events(): Promise<Readonly<Record<string, unknown>>>;
  /** The AsyncAPI document, with the servers of this deployment. */
  asyncApi(): Promise<AsyncApiDocument>;
}

/**
 * The contracts that the build has put into a folder (lib/contracts.ts), each read when it is asked for
 * first and kept: no start of an environment waits for them.
 */
export function createContracts(
  directory: string,
  deployment: () => Promise<Deployment>,
): Contracts {
  const events = readOnce(() => readJson(join(directory, contractFiles.events)));
  const asyncApi = readOnce(() => readJson(join(directory, contractFiles.asyncApi)));
  return {
    events: async () => (await events()) as Readonly<Record<string, unknown>>,
    asyncApi: async () => withServers((await asyncApi()) as AsyncApiDocument, await deployment()),
  };
}

/** What was read is kept; a read that failed is tried again by the next who asks. */
function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const message = `${file} could not be read; expected what the build puts there`;
    throw new AppError('STORE_UNAVAILABLE', message, { cause });
  }
}
