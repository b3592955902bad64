/** What is wrong with the input of a synth (context, sources); its message says all, no stack needed. */
export class SynthError extends Error {
  override readonly name = 'SynthError';
}
