/** The time as a port: milliseconds since the Unix epoch. Tests pass their own. */
export type Clock = () => number;

/** The machine's own clock. */
export const systemClock: Clock = () => Date.now();
