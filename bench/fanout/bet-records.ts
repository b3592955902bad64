import { randomBytes } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { handler } from '../../lambdas/change-fan-out/handler.ts';
import { newBet } from '../bets.ts';

/** A record as Lambda hands it to the fan-out. */
export type StreamRecord = Parameters<typeof handler>[0]['Records'][number];

/** By the name of the table in the function's settings. */
export const betsTable = 'Bets';

/**
 * So many records of the stream of Bets, as Lambda gives them: every other one a new bet, the rest bets
 * that were matched. Each change has an id of its own.
 */
export function betRecords(count: number): StreamRecord[] {
  return Array.from({ length: count }, (_, at) => {
    const bet = newBet();
    const oldImage = at % 2 === 0 ? undefined : marshall(bet);
    const matched = { ...bet, status: 'matched', matchedBetId: newBet().betId };
    return {
      eventID: randomBytes(16).toString('hex'),
      eventName: oldImage === undefined ? 'INSERT' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      eventSourceARN: `arn:aws:dynamodb:us-east-1:123456789012:table/${betsTable}/stream/2026-11-30T00:00:00.000`,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1_000),
        Keys: { betId: { S: bet.betId } },
        NewImage: marshall(oldImage === undefined ? bet : matched),
        ...(oldImage === undefined ? {} : { OldImage: oldImage }),
        SequenceNumber: String(at),
        SizeBytes: 400,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    } as StreamRecord;
  });
}
