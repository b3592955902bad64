/** One attribute that a sender puts beside a body; binary values are base64, as in JSON. */
export interface MessageAttribute {
  /** "String", "Number" or "Binary", with a suffix of the sender's own or none ("Number.float"). */
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message as whoever receives it gets it. */
export interface ReceivedMessage {
  readonly messageId: string;
  /** Names this receive of it; the next one has another. */
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** Absent where there are no attributes. */
  readonly md5OfAttributes?: string | undefined;
  /** What SQS says of it: "ApproximateReceiveCount", "SentTimestamp", … */
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly attributes: MessageAttributes;
}

/** How messages are asked for. */
export interface ReceiveRequest {
  readonly max: number;
  /** @default - the queue's own */
  readonly visibilityTimeoutMs?: number | undefined;
  /** How long to wait for the first one. 0: not at all. */
  readonly waitMs: number;
}

/** A queue of this host, as an event source mapping reads it. */
export interface MessageQueue {
  readonly arn: string;
  readonly visibilityTimeoutMs: number;
  /** Resolves with the first messages there are, or with none once the time is over or the signal given. */
  receive(request: ReceiveRequest, signal?: AbortSignal): Promise<readonly ReceivedMessage[]>;
  /** Removes what was received, unless it was received again since. */
  remove(receiptHandle: string): void;
}
