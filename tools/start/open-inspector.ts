import { open, url } from 'node:inspector';

/** Where editors and browsers look for a Node process by default. */
const defaultPort = 9_229;

/**
 * Lets debuggers attach to this process and to its worker threads, which are the functions' environments;
 * returns where. A process that has an inspector already, of an editor or of `node --inspect`, keeps it.
 *
 * @throws Error when the port is taken
 */
export function openInspector(): string {
  if (url() === undefined) open(defaultPort, '127.0.0.1');
  const opened = url();
  if (opened !== undefined) return opened;
  throw new Error(
    `the port ${defaultPort} of --debug is taken, by another host that is debugged; expected it free`,
  );
}
