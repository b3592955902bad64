import { randomInt } from 'node:crypto';
import { z } from 'zod';

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const numbers = '0123456789';
/** As the GetRandomPassword API reference lists them. */
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** `GenerateSecretString` of `AWS::SecretsManager::Secret`, with the defaults of CloudFormation. */
export const secretStringOptions = z
  .object({
    PasswordLength: z.coerce.number().int().min(1).max(4_096).default(32),
    ExcludeCharacters: z.string().default(''),
    ExcludeLowercase: z.boolean().default(false),
    ExcludeUppercase: z.boolean().default(false),
    ExcludeNumbers: z.boolean().default(false),
    ExcludePunctuation: z.boolean().default(false),
    IncludeSpace: z.boolean().default(false),
    RequireEachIncludedType: z.boolean().default(true),
    SecretStringTemplate: z.string().optional(),
    GenerateStringKey: z.string().optional(),
  })
  .refine(
    options =>
      (options.SecretStringTemplate === undefined) === (options.GenerateStringKey === undefined),
    'SecretStringTemplate and GenerateStringKey go together',
  );

export type SecretStringOptions = z.output<typeof secretStringOptions>;

/**
 * Generates a secret's value: a password, or the template with the password put under its key.
 *
 * @throws Error when the options leave no character, or too little length for one of each type.
 */
export function generateSecretString(options: SecretStringOptions): string {
  const password = generatePassword(options);
  if (options.SecretStringTemplate === undefined || options.GenerateStringKey === undefined) {
    return password;
  }
  const template: unknown = JSON.parse(options.SecretStringTemplate);
  return JSON.stringify(Object.assign({}, template, { [options.GenerateStringKey]: password }));
}

function generatePassword(options: SecretStringOptions): string {
  const types = includedTypes(options);
  const all = types.join('');
  const required = options.RequireEachIncludedType ? types : [];
  if (all === '' || required.length > options.PasswordLength) {
    throw new Error(
      `cannot generate a password of ${options.PasswordLength} characters out of ${types.length} character types`,
    );
  }
  const characters = [
    ...required.map(pick),
    ...Array.from({ length: options.PasswordLength - required.length }, () => pick(all)),
  ];
  return shuffle(characters).join('');
}

function includedTypes(options: SecretStringOptions): string[] {
  const types = [
    options.ExcludeLowercase ? '' : lowercase,
    options.ExcludeUppercase ? '' : uppercase,
    options.ExcludeNumbers ? '' : numbers,
    options.ExcludePunctuation ? '' : punctuation,
    options.IncludeSpace ? ' ' : '',
  ];
  const isAllowed = (character: string) => !options.ExcludeCharacters.includes(character);
  return types.map(type => [...type].filter(isAllowed).join('')).filter(type => type !== '');
}

const pick = (characters: string): string => characters.charAt(randomInt(characters.length));

/** Fisher-Yates, so that the required characters do not all stand in front. */
function shuffle(characters: readonly string[]): string[] {
  const shuffled: string[] = [];
  for (const [index, character] of characters.entries()) {
    shuffled.splice(randomInt(index + 1), 0, character);
  }
  return shuffled;
}
