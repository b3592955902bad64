import { z } from 'zod';
import { currencyCodes } from '../../core/wire/iso-4217.ts';
import { closestName } from '../closest-name.ts';

const maxCurrencies = 20;
const currenciesExpectation = `1 to ${maxCurrencies} codes of ISO 4217 such as MXN,USD, comma-separated or a list, each once, that of proposals that name none first`;

/** Of three letters more than one edit leaves any of many. */
const maxCodeEdits = 1;

const currencySchema = z.string({ error: currenciesExpectation }).check(context => {
  const { value } = context;
  if (currencyCodes.includes(value)) return;
  const meant = closestName(value, currencyCodes, maxCodeEdits);
  const advice = meant === undefined ? '' : `, perhaps ${meant}`;
  const message = `${currenciesExpectation}; ${JSON.stringify(value)} is none${advice}`;
  context.issues.push({ code: 'custom', input: value, message });
});

/** Codes of ISO 4217, the first by default. */
export const currenciesSchema = z.preprocess(
  value => (typeof value === 'string' ? value.split(',').map(code => code.trim()) : value),
  z.tuple([currencySchema], currencySchema, { error: currenciesExpectation }).check(context => {
    const codes = context.value;
    const twice = codes.find((code, at) => codes.indexOf(code) !== at);
    const defect =
      codes.length > maxCurrencies
        ? `these are ${codes.length}`
        : twice !== undefined && `${twice} is there more than once`;
    if (defect === false) return;
    const message = `${currenciesExpectation}; ${defect}`;
    context.issues.push({ code: 'custom', input: codes, message });
  }),
);
