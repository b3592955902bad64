const prefix = 'whsec_';
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * What is wrong with a secret, without any of it, or `undefined` if nothing is. Standard Webhooks,
 * "Signature scheme": `whsec_` and the base64 of 24 to 64 random bytes, which are the key.
 */
export function secretProblem(secret: string): string | undefined {
  const expected = `expected ${prefix} and the base64 of 24 to 64 bytes`;
  if (secret === '') return `received nothing, ${expected}`;
  if (!secret.startsWith(prefix)) {
    return `received ${secret.length} characters that do not start with ${prefix}, ${expected}`;
  }
  const encoded = secret.slice(prefix.length);
  if (!base64.test(encoded)) return `received what is no base64 after ${prefix}, ${expected}`;
  const bytes = Buffer.byteLength(encoded, 'base64');
  return bytes < 24 || bytes > 64 ? `received ${bytes} bytes, ${expected}` : undefined;
}
