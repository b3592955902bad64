import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** The text of a JSON value as events are stored: raw deflate (RFC 1951). */
export async function packJson(json: string): Promise<Uint8Array<ArrayBuffer>> {
  return await deflate(json);
}

/** Texts that a packer remembers: a batch's for each log that has other events of it than the rest. */
const remembered = 4;

/**
 * Packs texts as `packJson` does, each once while it is among the last four: the events of a batch go
 * into several logs, and into one again after each race that was lost.
 */
export function createPacker(): typeof packJson {
  const packed = new Map<string, ReturnType<typeof packJson>>();
  return json => {
    const known = packed.get(json);
    if (known !== undefined) return known;
    const packing = packJson(json);
    packed.set(json, packing);
    packing.catch(() => packed.delete(json));
    const [oldest] = packed.size > remembered ? packed.keys() : [];
    if (oldest !== undefined) packed.delete(oldest);
    return packing;
  };
}

/** The text again. Rejects for what was not packed so. */
export async function unpackJson(packed: Uint8Array): Promise<string> {
  return (await inflate(packed)).toString('utf8');
}
