import { type EventData, type EventType, money } from '../../clients/react/index.ts';
import { failureText } from './failure-text.ts';

/** The fields of any event's data. */
export type Data = Readonly<Record<string, unknown>>;

/** What the dashboard says of the events of each type; empty: of none of its fields anything is said. */
export type Sentences = { readonly [T in EventType]: (data: EventData<T>) => string };

/** A number in words; of one that is absent, that it is not known. */
export const figure = (value: number | undefined, words: (value: number) => string): string =>
  value === undefined ? 'an unknown number' : words(value);

/** An amount of money in the event's own currency. */
export const amount = (value: number | undefined, currency: string | undefined): string =>
  value === undefined ? 'an unknown amount' : money(value, currency || undefined);

/** The texts that are not empty, with a colon between. */
export const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter(Boolean).join(': ');

/** After a colon, if there is one: a text, or the message of an error. */
export function after(reason: unknown): string {
  const text = failureText(reason) ?? '';
  return text === '' ? '' : `: ${text}`;
}

export const by = (who: string | undefined): string => (who ? ` by ${who}` : '');

export const without = (data: Data, ...names: readonly string[]): Data =>
  Object.fromEntries(Object.entries(data).filter(([field]) => !names.includes(field)));

const fieldsShown = 3;
/** The names of amounts in documented payloads; `limit` may be anything's. */
const amountNames = ['amount', 'balance', 'exposure'];

/** The first fields as they are, but for amounts whose currency stands beside them. */
export function fields(data: Data): string {
  const currency = typeof data.currency === 'string' ? data.currency : '';
  const shown = ([name, value]: readonly [string, unknown]): string =>
    isMoney(name, value) ? `${name} ${money(value, currency)}` : `${name} ${value}`;
  const isMoney = (name: string, value: unknown): value is number =>
    amountNames.includes(name) && currency !== '' && Number.isFinite(value);
  const all = Object.entries(data);
  const hasMoney = all.some(([name, value]) => isMoney(name, value));
  return all
    .filter(([name]) => !(hasMoney && name === 'currency'))
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, fieldsShown)
    .map(shown)
    .join(', ');
}
