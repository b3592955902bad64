import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import type {
  PaymentStreamKeys,
  PaymentStreamLists,
} from '../../../core/payment-stream/payment-stream-lists.ts';
import {
  type StoredPaymentStream,
  storedPaymentStreamSchema,
} from '../../../core/payment-stream/stored-payment-stream.ts';
import { indexIds } from '../dynamodb/index-ids.ts';
import { readItems } from '../dynamodb/read-items.ts';

const indexes: Readonly<Record<PaymentStreamKeys['by'], string>> = {
  sender: 'bySender',
  recipient: 'byRecipient',
  status: 'byStatus',
};
const key = 'streamId';

/** The port over the table PaymentStreams, whose indexes hold keys only. */
export function createPaymentStreamLists(
  client: DynamoDBDocumentClient,
  tableName: string,
): PaymentStreamLists {
  return {
    idsOf: async ({ by, value }, place) => {
      const indexed = { tableName, indexName: indexes[by], attribute: by, value, key };
      return await indexIds(client, indexed, place);
    },
    findAll: async streamIds =>
      (await readItems(client, { tableName, key }, streamIds)).flatMap(readable),
  };
}

/** One that breaks its contract is none that could be shown; the fan-out reports it. */
function readable(item: Readonly<Record<string, unknown>>): readonly StoredPaymentStream[] {
  const parsed = storedPaymentStreamSchema.safeParse(withoutNulls(item));
  return parsed.success ? [parsed.data] : [];
}
