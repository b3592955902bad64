/**
 * What a release is recorded with, by the name of its file: together they have every resource that holds
 * data or has an address.
 */
export const recordedContexts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'function-url': {},
  // The other host of streams, and the secret that there is beside a provider.
  'web-function': {
    sseHost: 'web-function',
    jwksUri: 'https://login.example.com/.well-known/jwks.json',
    jwtIssuer: 'https://login.example.com/',
    jwtAudience: 'gallobets',
  },
};
