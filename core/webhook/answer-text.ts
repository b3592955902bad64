import { maxAnswerBytes } from './limits.ts';

/**
 * What is kept of an answer as text: `maxAnswerBytes` of UTF-8 at most, made of whole characters. What
 * is no UTF-8 becomes U+FFFD. `isCut`: there was more of it, so that a character may be begun at its end.
 */
export function answerText(beginning: Uint8Array, isCut: boolean): string {
  const text = new TextDecoder().decode(beginning.subarray(0, maxAnswerBytes), {
    stream: isCut || beginning.length > maxAnswerBytes,
  });
  // A byte that is no UTF-8 takes three as U+FFFD.
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxAnswerBytes));
  return text.slice(0, read);
}
