/** What a Web Function's environment gets once, when it is made. */
export interface WebEnvironmentStart {
  /** Absolute path of the module that starts the server. */
  readonly entryFile: string;
}

/** From the host to an environment: it is about to go, and has until then to end what it serves. */
export type ToWebEnvironment = { readonly kind: 'shutdown' };
