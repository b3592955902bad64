import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** The text of a JSON value as events are stored: raw deflate (RFC 1951). */
export async function packJson(json: string): Promise<Uint8Array<ArrayBuffer>> {
  return await deflate(json);
}

/** The text again. Rejects for what was not packed so. */
export async function unpackJson(packed: Uint8Array): Promise<string> {
  return (await inflate(packed)).toString('utf8');
}
