const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** By the code of the digit. */
const bitsOf = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, digits.indexOf(String.fromCharCode(code))),
);

const comma = ','.charCodeAt(0);

/** A source map as esbuild writes it: https://tc39.es/ecma426/. */
interface SourceMap {
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** What stands for a text that is listed once, however often it is referred to. */
class Listed {
  readonly texts: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/**
 * The source map without what is of packages. Node reads a bundle's whole map when it loads the bundle, at
 * each start of an environment; most of it was about lines that are not ours. What a package throws is
 * shown as it lies in the bundle, what our own code throws as before.
 */
export function ownSourceMap(text: string): string {
  const map: SourceMap = JSON.parse(text);
  const isOwn = map.sources.map(source => !source.includes('node_modules/'));
  const sources = new Listed();
  const names = new Listed();
  // Each field but the first is the difference to that of the segment before, in the whole map.
  const read = { source: 0, line: 0, column: 0, name: 0 };
  const written = { source: 0, line: 0, column: 0, name: 0 };

  const kept = (line: string): string => {
    let readAt = 0;
    let writtenAt = 0;
    let isInPackage = false;
    let segments = '';
    for (const [at = 0, source, lines = 0, columns = 0, name] of decoded(line)) {
      readAt += at;
      read.source += source ?? 0;
      read.line += lines;
      read.column += columns;
      read.name += name ?? 0;
      const isMapped = source !== undefined && isOwn[read.source] === true;
      // One segment says where a package begins; the rest of it needs none.
      if (!isMapped && isInPackage) continue;
      isInPackage = !isMapped;
      segments += `${segments === '' ? '' : ','}${encoded(readAt - writtenAt)}`;
      writtenAt = readAt;
      if (!isMapped) continue;
      const place = sources.placeOf(map.sources[read.source] ?? '');
      segments += encoded(place - written.source);
      segments += encoded(read.line - written.line);
      segments += encoded(read.column - written.column);
      Object.assign(written, { source: place, line: read.line, column: read.column });
      if (name === undefined) continue;
      const nameAt = names.placeOf(map.names[read.name] ?? '');
      segments += encoded(nameAt - written.name);
      written.name = nameAt;
    }
    return segments;
  };

  const mappings = map.mappings.split(';').map(kept).join(';');
  return JSON.stringify({ ...map, sources: sources.texts, names: names.texts, mappings });
}

/** The segments of a line, in base64 VLQ: five bits a digit, the lowest first, the sign in the lowest of all. */
function* decoded(line: string): Generator<readonly number[]> {
  let segment: number[] = [];
  let value = 0;
  let shift = 0;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === comma) {
      yield segment;
      segment = [];
      continue;
    }
    const bits = bitsOf[code] ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) !== 0) continue;
    segment.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  if (segment.length > 0) yield segment;
}

function encoded(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += digits[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return text;
}
