/**
 * The value of a claim. Its name is one key first (`cognito:groups`, `https://id.example/roles`), then a
 * path whose steps stand between dots (`realm_access.roles`): at each step the longest key that is there,
 * for a client of Keycloak may have dots in its name (`resource_access.com.example.app.roles`).
 *
 * Own properties of objects only: nothing inherited, and no place in a list. `undefined` where there is
 * none, and for `null`, which is what providers write who have no value.
 */
export function claimAt(claims: unknown, name: string): unknown {
  if (!isObject(claims)) return undefined;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const key = name.slice(0, end);
    if (!Object.hasOwn(claims, key)) continue;
    const value = claims[key];
    return end === name.length ? (value ?? undefined) : claimAt(value, name.slice(end + 1));
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
