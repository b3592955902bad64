/** What was typed as an amount: minor units to propose, or none and, if it is worth a word, why. */
export interface TypedAmount {
  readonly centavos: number | undefined;
  readonly reason?: string;
}

/** Reads pesos as they were typed. More centavos than a number holds exactly nobody can count. */
export function typedAmount(pesos: string | number): TypedAmount {
  if (pesos === '') return { centavos: undefined };
  const centavos = Math.round(Number(pesos) * 100);
  if (centavos > Number.MAX_SAFE_INTEGER) {
    return { centavos: undefined, reason: 'At most 90,071,992,547,409.91' };
  }
  // Also what is no number.
  if (!(centavos > 0)) return { centavos: undefined, reason: 'More than nothing' };
  return { centavos };
}
