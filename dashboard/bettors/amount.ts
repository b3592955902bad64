import { type Currency, money } from '../../clients/react/index.ts';

/** What was typed or pasted as an amount: minor units to propose, or none and, if it is worth a word, why. */
export interface TypedAmount {
  readonly minorUnits: number | undefined;
  readonly reason?: string;
}

/** The largest amount with every thousand set apart has 21 characters; a longer text is not looked at. */
const maxLength = 32;

/**
 * Reads an amount as it was typed, digit by digit: as a fraction of two, 0.29 times a hundred is 28.99….
 * A point or a comma comes before the decimals; where both are there the first one sets thousands
 * apart. What can be read in two ways, or not at all, is refused: no amount is guessed.
 */
export function typedAmount(typed: string, { code, decimals }: Currency): TypedAmount {
  const text = typed.trim();
  if (text === '') return { minorUnits: undefined };
  if (text.length > maxLength) return none(`At most ${maxLength} characters`);
  const parts = plain.exec(text)?.groups ?? grouped.exec(text)?.groups;
  if (parts === undefined)
    return none(`“${text}” is no amount: expected digits, one point or comma`);
  const whole = (parts.whole ?? '').replace(/[.,]/g, '');
  const { sign, fraction = '' } = parts;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) {
    return none(
      decimals === 0 ? `No decimals in ${code}` : `At most ${decimals} decimals in ${code}`,
    );
  }
  // A point is how amounts of three decimals are written everywhere here.
  if (mayBeThousands.test(text) && !(sign === '.' && decimals === 3)) {
    const read = kept === '' ? whole : `${whole}.${kept}`;
    return none(`“${text}” can be ${whole}${fraction} or ${read}: write one of these`);
  }
  const amount = BigInt(`${whole}${kept.padEnd(decimals, '0')}`);
  if (amount > Number.MAX_SAFE_INTEGER) {
    return none(`At most ${money(Number.MAX_SAFE_INTEGER, code)}`);
  }
  if (amount === 0n) return none('Enter more than zero');
  return { minorUnits: Number(amount) };
}

/** Up to three digits, and then three more. */
const mayBeThousands = /^[1-9]\d{0,2}[.,]\d{3}$/;
const plain = /^(?<whole>\d*)(?:(?<sign>[.,])(?<fraction>\d*))?$/;
/** Thousands set apart by the one sign, decimals by the other. */
const grouped =
  /^(?<whole>[1-9]\d{0,2}(?<group>[.,])\d{3}(?:\k<group>\d{3})*)(?!\k<group>)(?<sign>[.,])(?<fraction>\d*)$/;

const none = (reason: string): TypedAmount => ({ minorUnits: undefined, reason });
