/** A request for a stream, whichever host received it. */
export interface StreamHttpRequest {
  readonly method: string;
  /** Decoded, where it can be. */
  readonly path: string;
  /** Names in lower case; several of one name are one, with commas between. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `name=value` each; a `cookie` among the headers counts as well. */
  readonly cookies: readonly string[];
  /** As it was received, without the question mark. */
  readonly rawQueryString: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** The host's name for it, by which its log lines are found. */
  readonly requestId: string;
}
