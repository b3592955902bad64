export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** The address with these parameters, but those that are undefined; one of several texts is repeated. */
export function withQuery(address: string, parameters: Query): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    url.searchParams.delete(name);
    for (const one of [value].flat()) url.searchParams.append(name, String(one));
  }
  return url.href;
}
