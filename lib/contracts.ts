import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiDocument } from '../core/contracts/async-api.ts';
import { contractFiles } from '../core/contracts/contract-files.ts';
import { eventsDocument } from '../core/contracts/event-schemas.ts';

/**
 * Writes the documents by which machines know what is sent to where the management API finds them: beside
 * its function's own code. What makes JSON Schema of schemas is in no function (lib/left-out.ts).
 */
export function placeContracts(bundlesDirectory: string): void {
  const directory = join(bundlesDirectory, 'management', 'contracts');
  mkdirSync(directory, { recursive: true });
  const write = (name: string, document: object) =>
    writeFileSync(join(directory, name), JSON.stringify(document));
  write(contractFiles.events, eventsDocument());
  write(contractFiles.asyncApi, asyncApiDocument());
}
