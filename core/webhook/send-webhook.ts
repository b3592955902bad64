import type { SendFailure } from '../wire/webhook.ts';

/** A message as it goes out. */
export interface OutgoingWebhook {
  /** An https URL, or an ARN. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the first lookup to the end of what is read of the answer. */
  readonly timeoutMs: number;
}

/** What came of it. Whether that is a success, its reader decides. */
export type SendResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** As text, cut at a bound. */
      readonly answer: string;
      readonly isAnswerCut: boolean;
      /** As the header asked, whether seconds or a date. */
      readonly retryAfterMs?: number | undefined;
      readonly tookMs: number;
    }
  | {
      readonly kind: 'failed';
      readonly failure: SendFailure;
      readonly message: string;
      readonly tookMs: number;
    };

/** Posts one message. Never throws for what a receiver or the network does. */
export type SendWebhook = (message: OutgoingWebhook) => Promise<SendResult>;
