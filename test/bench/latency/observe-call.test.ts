import { deflateRawSync } from 'node:zlib';
import { observeCall } from '../../../bench/latency/observe-call.ts';

const times = { beganMs: 10, endedMs: 12 };

test('a stream that was read says which bets were there', () => {
  const record = (betId: string) => ({ dynamodb: { Keys: { betId: { S: betId } } } });
  const output = { Records: [record('b1'), record('b2')] };
  expect(observeCall({ operation: 'GetRecords', input: {}, output, ...times })).toEqual({
    kind: 'records',
    betIds: ['b1', 'b2'],
    ...times,
  });
  const others = { Records: [{ dynamodb: { Keys: { fightId: { S: 'f1' } } } }] };
  expect(observeCall({ operation: 'GetRecords', input: {}, output: others, ...times })).toBe(
    undefined,
  );
});

test('a segment that was stored says of which log it is, and what is in it', () => {
  const events = JSON.stringify([{ data: { betId: 'b1' } }, { data: { fightId: 'f1' } }]);
  const B = deflateRawSync(events).toString('base64');
  const Item = { channel: { S: 'bets' }, firstSeq: { N: '7' }, events: { B } };
  expect(observeCall({ operation: 'PutItem', input: { Item }, output: {}, ...times })).toEqual({
    kind: 'appended',
    log: 'bets',
    firstSeq: 7,
    betIds: ['b1'],
    ...times,
  });
  const bet = { Item: { betId: { S: 'b1' } } };
  expect(observeCall({ operation: 'PutItem', input: bet, output: {}, ...times })).toBe(undefined);
});

test('a tail reads forward, and found something', () => {
  const query = (forward: boolean) => ({
    ExpressionAttributeValues: { ':channel': { S: 'bets' }, ':bound': { N: '7' } },
    ScanIndexForward: forward,
  });
  const read = (input: object, firstSeqs: readonly string[]) => {
    const output = { Items: firstSeqs.map(N => ({ firstSeq: { N } })) };
    return observeCall({ operation: 'Query', input, output, ...times });
  };
  expect(read(query(true), ['7', '9'])).toEqual({
    kind: 'read',
    log: 'bets',
    firstSeqs: [7, 9],
    ...times,
  });
  expect(read(query(true), [])).toBe(undefined);
  expect(read(query(false), ['7'])).toBe(undefined);
});
