const longest = 20;

/** A name that fits a line: of an address of a chain its beginning and its end, as people compare them. */
export const shortName = (name: string): string =>
  name.length <= longest ? name : `${name.slice(0, 6)}…${name.slice(-6)}`;
