import fc from 'fast-check';
import { answerText } from '../../../core/webhook/answer-text.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('an answer is kept as it is up to 1,024 bytes', () => {
  expect(answerText(bytesOf('not today'), false)).toBe('not today');
  expect(answerText(bytesOf('x'.repeat(1_024)), false)).toBe('x'.repeat(1_024));
  expect(answerText(bytesOf('x'.repeat(1_025)), true)).toBe('x'.repeat(1_024));
});

test('it is cut between characters', () => {
  expect(answerText(bytesOf(`${'x'.repeat(1_022)}€`), true)).toBe('x'.repeat(1_022));
  expect(answerText(bytesOf(`${'x'.repeat(1_021)}🥊!`), true)).toBe('x'.repeat(1_021));
});

test('what is no UTF-8 is replaced, and takes no more place for that', () => {
  expect(answerText(Uint8Array.of(0x6e, 0xff, 0x6f), false)).toBe('n\ufffdo');
  expect(answerText(new Uint8Array(1_024).fill(0xff), false)).toBe('\ufffd'.repeat(341));
});

test('whatever the bytes: whole characters, 1,024 bytes at most', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), (bytes, isCut) => {
      const text = answerText(bytes, isCut);
      expect(text.isWellFormed()).toBe(true);
      expect(bytesOf(text).length).toBeLessThanOrEqual(1_024);
    }),
  );
});
