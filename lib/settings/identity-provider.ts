import { z } from 'zod';

const jwksUriExpectation = 'an https URL such as https://login.example.com/.well-known/jwks.json';
/** Where a provider publishes its keys. */
export const jwksUriSchema = z
  .string({ error: jwksUriExpectation })
  .refine(value => value.startsWith('https://') && URL.canParse(value), {
    error: jwksUriExpectation,
  });

const providerKeys = ['jwksUri', 'jwtIssuer', 'jwtAudience'] as const;

/** Another issuer's tokens cannot be verified with our secret, nor its keys trusted for our issuer. */
export function incompleteProvider(context: Readonly<Record<string, unknown>>): string[] {
  const given = providerKeys.filter(key => context[key] !== undefined);
  if (given.length === 0 || given.length === providerKeys.length) return [];
  const missing = providerKeys.filter(key => !given.includes(key));
  return [
    `${missing.join(', ')}: received nothing, expected a value, because ${given.join(', ')} is given (all three or none)`,
  ];
}
