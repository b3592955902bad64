const offset = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** FNV-1a of 64 bits, of texts of ASCII: distinguishes sets of our own, and is no protection against anybody. */
export function setDigest(texts: readonly string[]): string {
  let hash = offset;
  for (const character of texts.join(' ')) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * prime);
  }
  return hash.toString(16).padStart(16, '0');
}
