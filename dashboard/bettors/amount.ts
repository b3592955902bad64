import { type Currency, money } from '../../clients/react/index.ts';

/** What was typed as an amount: minor units to propose, or none and, if it is worth a word, why. */
export interface TypedAmount {
  readonly minorUnits: number | undefined;
  readonly reason?: string;
}

/**
 * Reads an amount as it was typed, digit by digit: as a fraction of two, 0.29 times a hundred is 28.99….
 * More minor units than a number holds exactly nobody can count.
 */
export function typedAmount(typed: string, { code, decimals }: Currency): TypedAmount {
  if (typed === '') return { minorUnits: undefined };
  const { whole, fraction = '' } =
    /^(?<whole>\d*)(?:\.(?<fraction>\d*?)0*)?$/.exec(typed)?.groups ?? {};
  if (whole === undefined) return none('Digits and one point');
  if (fraction.length > decimals) {
    return none(
      decimals === 0 ? `No decimals in ${code}` : `At most ${decimals} decimals in ${code}`,
    );
  }
  const amount = BigInt(`${whole}${fraction.padEnd(decimals, '0')}`);
  if (amount > Number.MAX_SAFE_INTEGER) {
    return none(`At most ${money(Number.MAX_SAFE_INTEGER, code)}`);
  }
  if (amount === 0n) return none('More than nothing');
  return { minorUnits: Number(amount) };
}

const none = (reason: string): TypedAmount => ({ minorUnits: undefined, reason });
