/** An address within the dashboard. Ids may hold any sign, so they stand in the query. */
export function address(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const text = String(new URLSearchParams(given));
  return text === '' ? path : `${path}?${text}`;
}
