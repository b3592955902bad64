import { refusalCodes } from '../../../core/wire/socket/refusal-code.ts';
import { explain } from '../../../dashboard/bettors/refusals.ts';

test.each(refusalCodes)(
  '%s has an explanation of the dashboard’s own, not the server’s message',
  code => {
    const words = explain({ kind: 'refused', code, message: 'data.amount: Too big' });
    expect(words).not.toContain('data.amount');
    expect(words).not.toContain(code);
  },
);

test('a code that is new is shown as the server says it', () => {
  expect(explain({ kind: 'refused', code: 'NEW', message: 'no more' })).toBe('no more (NEW)');
});
