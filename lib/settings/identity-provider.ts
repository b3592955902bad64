import { z } from 'zod';
import { rolePattern } from '../../core/wire/role.ts';

const jwksUriExpectation = 'an https URL such as https://login.example.com/.well-known/jwks.json';
/** Where a provider publishes its keys. */
export const jwksUriSchema = z
  .string({ error: jwksUriExpectation })
  .refine(value => value.startsWith('https://') && URL.canParse(value), {
    error: jwksUriExpectation,
  });

const maxNames = 10;

/** Audiences or clients, as tokens carry them: a text or a list. */
function namesSchema(expectation: string) {
  const expected = `1 to ${maxNames} ${expectation}, comma-separated or a list, each once, of 1 to 256 characters`;
  return z.preprocess(
    value => (typeof value === 'string' ? value.split(',').map(name => name.trim()) : value),
    z.array(z.string({ error: expected }), { error: expected }).check(context => {
      const names = context.value;
      const odd = names.find(name => !/^[^,\p{Cc}]{1,256}$/u.test(name) || name.trim() !== name);
      const twice = names.find((name, at) => names.indexOf(name) !== at);
      const defect =
        names.length === 0 || names.length > maxNames
          ? `these are ${names.length}`
          : odd !== undefined
            ? `${JSON.stringify(odd)} is none`
            : twice !== undefined && `${twice} is there more than once`;
      if (defect === false) return;
      const message = `${expected}; ${defect}`;
      context.issues.push({ code: 'custom', input: names, message });
    }),
  );
}

export const jwtAudienceSchema = namesSchema('audiences');
export const jwtClientIdsSchema = namesSchema('ids of clients');

/** What these say is never a role. */
const registeredClaims = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'addresses'];
const claimExpectation = `a claim such as cognito:groups or realm_access.roles: 1 to 256 printable characters without spaces, none of ${registeredClaims.join(', ')}`;
/** A claim by its name, or by the path to it. */
export const claimNameSchema = z
  .string({ error: claimExpectation })
  .refine(name => /^[\x21-\x7e]{1,256}$/.test(name) && !registeredClaims.includes(name), {
    error: claimExpectation,
  });

/** Where role and permissions are in a token of the stack's own. */
export const claimDefaults = { roleClaim: 'role', permissionsClaim: 'permissions' } as const;

const roleExpectation = 'the name of a role, such as bettor: a word of at most 64 characters';
export const roleSchema = z
  .string({ error: roleExpectation })
  .regex(rolePattern, { error: roleExpectation });

/**
 * Another issuer's tokens cannot be verified with our secret, nor its keys trusted for our issuer; and
 * what its tokens are for is said by audience, by client, or by both.
 */
export function incompleteProvider(context: Readonly<Record<string, unknown>>): string[] {
  const isGiven = (key: string) => context[key] !== undefined;
  const given = ['jwksUri', 'jwtIssuer', 'jwtAudience', 'jwtClientIds'].filter(isGiven);
  if (given.length === 0) return [];
  const missing = [
    ...['jwksUri', 'jwtIssuer'].filter(key => !isGiven(key)),
    ...(isGiven('jwtAudience') || isGiven('jwtClientIds') ? [] : ['jwtAudience']),
  ];
  if (missing.length === 0) return [];
  return [
    `${missing.join(', ')}: received nothing, expected a value, because ${given.join(', ')} is given (all three or none; jwtClientIds may stand beside jwtAudience or for it)`,
  ];
}

/** A provider whose tokens are distinguished by client only has no audience of ours: none is assumed. */
export function withProvider<
  Given extends { readonly jwksUri?: string | undefined; readonly jwtAudience: string[] },
>(settings: Given, context: Readonly<Record<string, unknown>>): Given {
  const isByClientOnly = settings.jwksUri !== undefined && context.jwtAudience === undefined;
  return isByClientOnly ? { ...settings, jwtAudience: [] } : settings;
}
