import * as z from 'zod';
import { webhookIdSchema } from '../../../core/wire/webhook.ts';

/** As `createWakeQueue` writes it. */
const wakeUpSchema = z.object({ webhookId: webhookIdSchema });

/** Which webhook a message of the queue is about; undefined when it is none of ours. */
export function decodeWakeUp(body: string): string | undefined {
  return wakeUpSchema.safeParse(jsonOf(body)).data?.webhookId;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
