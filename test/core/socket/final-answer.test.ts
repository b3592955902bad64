import type { PostResult } from '../../../core/connection/socket-gateway.ts';
import { proposalError } from '../../../core/proposal/proposal-message.ts';
import { refusedToken } from '../../../core/socket/authenticate.ts';
import { isFinalAnswer, postAndClose } from '../../../core/socket/final-answer.ts';
import { refusalCodes } from '../../../core/wire/socket/refusal-code.ts';

const refusal = (code: (typeof refusalCodes)[number]) =>
  proposalError('gw-1', { code, message: 'no' }, { now: 0 });

test('of all refusals one ends the socket: that it has no row', () => {
  expect(refusalCodes.filter(code => isFinalAnswer(refusal(code)))).toEqual(['CONNECTION_UNKNOWN']);
});

test.each([
  ['TOKEN_EXPIRED', false],
  ['TOKEN_REFUSED', false],
  ['TOKEN_REVOKED', true],
  ['OTHER_USER', false],
  ['CONNECTION_UNKNOWN', true],
] as const)('a token refused as %s ends it: %s', (code, ends) => {
  const { data } = refusedToken(code, 'no');
  expect(isFinalAnswer({ event: 'authentication_error', id: 'gw-1', timestamp: 0, data })).toBe(
    ends,
  );
});

test('an answer that is no refusal ends nothing', () => {
  expect(isFinalAnswer({ event: 'pong', id: 'gw-1', timestamp: 0, data: {} })).toBe(false);
});

test.each<PostResult['kind']>(['sent', 'gone', 'failed'])(
  'the socket is notified first and closed then, also when the notice was %s',
  async kind => {
    const done: string[] = [];
    const gateway = {
      post: async (connectionId: string, text: string): Promise<PostResult> => {
        done.push(`post ${connectionId} ${JSON.parse(text).data.code}`);
        return kind === 'failed' ? { kind, cause: 'throttled' } : { kind };
      },
      close: async (connectionId: string): Promise<PostResult> => {
        done.push(`close ${connectionId}`);
        return { kind: 'sent' };
      },
    };
    const answer = refusal('CONNECTION_UNKNOWN');
    expect(await postAndClose([answer], 'ana-1', gateway)).toEqual({ kind: 'sent' });
    expect(done).toEqual(['post ana-1 CONNECTION_UNKNOWN', 'close ana-1']);
  },
);
