/**
 * How many places there are. People are counted by linear counting (Whang and others, 1990,
 * https://doi.org/10.1145/78922.78925): each has one place, several may share one, and how many places are
 * taken says about how many people there are. The standard error is below 1 % up to 10,000 people, 2.7 % at
 * 100,000; which of those that share a place was there, nobody can know.
 */
export const sketchPlaces = 16_384;

/** The place of a user: the same in every process and version, for samples of several are united. */
export function placeOf(userId: string): number {
  // FNV-1a, and the finalizer of MurmurHash3: low bits of FNV alone follow the last letters.
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < userId.length; at += 1) {
    hash = Math.imul(hash ^ userId.charCodeAt(at), 0x01_00_01_93);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return ((hash ^ (hash >>> 16)) >>> 0) % sketchPlaces;
}

/** About how many people have taken these places; where all are taken, so many at least. */
export function estimateUsers(places: ReadonlySet<number>): number {
  const free = Math.max(sketchPlaces - places.size, 1);
  return Math.round(sketchPlaces * Math.log(sketchPlaces / free));
}
