import { isArn, urlDefect } from '../../../core/webhook/webhook-url.ts';
import { addressKind } from './allowed-address.ts';
import type { ResolveName } from './guarded-connector.ts';
import { createAwsSender } from './send-aws.ts';
import { createHttpsSender, type Sender } from './send-https.ts';

export interface SenderOptions {
  /** Whether posts may go to this machine, without TLS too: on a laptop only. */
  readonly allowsLoopback: boolean;
  /** The ARNs of the queues and buses that the stack's settings name. */
  readonly destinations: readonly string[];
  /** Certificates of authorities, as PEM, instead of the public ones: for tests. */
  readonly ca?: string | undefined;
  /** For tests. */
  readonly resolve?: ResolveName | undefined;
}

/**
 * Sends messages to URLs and to destinations of AWS. What may no longer be registered is not sent to
 * either: settings change, rows do not. To be closed at the end of each invocation.
 */
export function createSender({ destinations, ...options }: SenderOptions): Sender {
  const rules = { allowsLoopback: options.allowsLoopback, destinations, addressKind };
  const https = createHttpsSender(options);
  const aws = createAwsSender();
  return {
    send: async message => {
      const { send } = isArn(message.url) ? aws : https;
      const defect = urlDefect(message.url, rules);
      if (defect === undefined) return await send(message);
      const failure = isArn(message.url) ? 'DESTINATION_NOT_ALLOWED' : 'ADDRESS_NOT_ALLOWED';
      return { kind: 'failed', failure, message: defect, tookMs: 0 };
    },
    close: async () => {
      await Promise.all([https.close(), aws.close()]);
    },
  };
}
