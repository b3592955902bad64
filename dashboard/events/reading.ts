import { money } from '../../clients/react/index.ts';
import { failureText } from './failure-text.ts';

/** An event's data, of which nothing is sure to be there. */
export type Data = Readonly<Record<string, unknown>>;

/** What is told of an event's data; nothing if nothing of it can be told. */
export type Tell = (data: Data) => string;

export function text(data: Data, name: string, otherwise = ''): string {
  const value = data[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}

export function number(data: Data, name: string): number | undefined {
  const value = data[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A number as `read` has it; of one that is not there, that it is not known. */
export function figure(data: Data, name: string, read: (value: number) => string): string {
  const value = number(data, name);
  return value === undefined ? 'an unknown number' : read(value);
}

/** An amount of money in the event's own currency. */
export function amount(data: Data, name = 'amount'): string {
  const value = number(data, name);
  return value === undefined ? 'an unknown amount' : money(value, currencyOf(data));
}

const currencyOf = ({ currency }: Data): string | undefined =>
  typeof currency === 'string' && currency !== '' ? currency : undefined;

/** What is there of it, after a colon each. */
export const joined = (...parts: readonly string[]): string =>
  parts.filter(part => part !== '').join(': ');

/** What is there of it, after a space each. */
export const spaced = (...parts: readonly string[]): string =>
  parts.filter(part => part !== '').join(' ');

/** After a colon, if it is there: a text, or what an error says. */
export function after(data: Data, name: string): string {
  const value = failureText(data[name]) ?? '';
  return value === '' ? '' : `: ${value}`;
}

export function by(data: Data): string {
  const who = text(data, 'updatedBy');
  return who === '' ? '' : ` by ${who}`;
}

export const without = (data: Data, ...names: readonly string[]): Data =>
  Object.fromEntries(Object.entries(data).filter(([field]) => !names.includes(field)));

const fieldsShown = 3;
/** The names of amounts in documented payloads; `limit` may be anything's. */
const amountNames = ['amount', 'balance', 'exposure'];

/** The first fields as they are, but for amounts whose currency stands beside them. */
export function fields(data: Data): string {
  const isMoney = (name: string): boolean =>
    amountNames.includes(name) &&
    currencyOf(data) !== undefined &&
    number(data, name) !== undefined;
  const names = Object.keys(data);
  const told = names.some(isMoney) ? names.filter(name => name !== 'currency') : names;
  return told
    .filter(name => ['string', 'number', 'boolean'].includes(typeof data[name]))
    .slice(0, fieldsShown)
    .map(name => `${name} ${isMoney(name) ? amount(data, name) : data[name]}`)
    .join(', ');
}
