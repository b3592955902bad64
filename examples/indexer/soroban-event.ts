import { z } from 'zod';

/**
 * An event as `getEvents` of Stellar's RPC gives it with `xdrFormat: "json"`; what else it has is not
 * needed. https://developers.stellar.org/docs/data/apis/stellar-rpc/methods/getEvents
 */
const eventSchema = z.object({
  type: z.literal('contract'),
  ledger: z.int().positive().max(0xffff_ffff),
  ledgerClosedAt: z.iso.datetime({ offset: true }),
  contractId: z.string().min(1).max(256),
  /** Its place in the chain (TOID: ledger, transaction, operation), a dash, and its number there. */
  id: z.string().regex(/^\d{19}-\d{10}$/),
  txHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** A call that failed may be part of a transaction that did not: nothing came of what it published. */
  inSuccessfulContractCall: z.boolean(),
  topicJson: z.array(z.unknown()).max(4),
  valueJson: z.unknown(),
});

/** An event of a contract, and where it stands among all events of its ledger. */
export type SorobanEvent = Readonly<z.infer<typeof eventSchema>> & {
  readonly eventIndex: number;
};

/** Numbers within an operation that leave room for the rest of a place in what a number holds exactly. */
const maxNumberBits = 20n;

/** Reads an event, or says why it cannot be read. */
export function readSorobanEvent(
  json: unknown,
): { readonly event: SorobanEvent } | { readonly reason: string } {
  const parsed = eventSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: `${issue?.path.join('.') || 'it'}: ${issue?.message}` };
  }
  const { id, ledger } = parsed.data;
  const [place = '', number = ''] = id.split('-');
  if (BigInt(place) >> 32n !== BigInt(ledger)) {
    return { reason: `id: received ${id}, expected one of ledger ${ledger}` };
  }
  if (BigInt(number) >= 1n << maxNumberBits) {
    return { reason: `id: received ${id}, expected fewer events of one operation` };
  }
  const inLedger = BigInt(place) & 0xffff_ffffn;
  const eventIndex = Number((inLedger << maxNumberBits) | BigInt(number));
  return { event: { ...parsed.data, eventIndex } };
}
