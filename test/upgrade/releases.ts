import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Template } from '../../tools/release/kept-resources.ts';

const directory = join(__dirname, 'released');

/** Which of two versions is the older one, for `sort`. */
export const byVersion = (one: string, other: string): number =>
  one.localeCompare(other, 'en', { numeric: true });

/**
 * The versions that were recorded, the newest last. Of 0.0.1 and 0.0.2 there are clients and frames alone: they
 * are of commits before 0.1.0, from when nothing was released.
 */
const recordedVersions: readonly string[] = globSync('*', { cwd: directory }).sort(byVersion);

/** The newest of them. */
export const lastRelease: string = recordedVersions.at(-1) ?? '';

/**
 * Whose clients still have to work: pages are loaded for days, and apps installed for longer. The last release is
 * today's until something is changed, so two are older than it.
 */
export const versionsOfClients: readonly string[] = recordedVersions.slice(-3);

/** A file that `npm run release:record` wrote. */
export function recordedFile(version: string, file: string): string {
  return join(directory, version, file);
}

/** What of the template of that version holds data or has an address. */
export function releasedTemplate(version: string, context: string): Template {
  return JSON.parse(readFileSync(recordedFile(version, `template-${context}.json`), 'utf8'));
}

/** The client of pages, as far as every version has it. */
export type ClientOfPages = Pick<
  typeof import('../../clients/browser/index.ts'),
  'ChannelStream' | 'ProposalSocket'
>;

/** The client that pages of that version have loaded. */
export function clientOf(version: string): ClientOfPages {
  return createRequire(__filename)(recordedFile(version, 'client.cjs'));
}
