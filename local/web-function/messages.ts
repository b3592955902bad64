/** What a Web Function's environment gets once, when it is made. */
export interface WebEnvironmentStart {
  /** Absolute path of the module that starts the server. */
  readonly entryFile: string;
}

/**
 * From the host to an environment: that it is about to go, and has until then to end what it serves, or
 * the question what it holds.
 */
export interface ToWebEnvironment {
  readonly kind: 'shutdown' | 'memory';
}

/** What an environment holds once its garbage is collected. */
export interface WebEnvironmentMemory {
  readonly heapBytes: number;
  readonly externalBytes: number;
}
