/** What is asked of a channel, as it was typed. */
export interface StreamWish {
  readonly url: string;
  readonly token: string;
  readonly tokenInUrl: boolean;
  readonly cursor: string;
  readonly history: string;
  readonly types: string;
  readonly priority: string;
  readonly clientId: string;
  /** With commas between; of the channel `workflows` only. @default - not asked */
  readonly workflows?: string;
}

/** What stands between the commas. */
export const listed = (text: string): readonly string[] =>
  text.split(',').flatMap(part => part.trim() || []);

/** The same request as a line for a terminal. */
export function curlLine(wish: StreamWish): string {
  const url = new URL(wish.url);
  const { cursor, history, types, priority, clientId, workflows = '' } = wish;
  for (const [name, value] of Object.entries({ history, types, priority, clientId })) {
    if (value !== '') url.searchParams.set(name, value);
  }
  for (const id of listed(workflows)) url.searchParams.append('workflows', id);
  if (wish.tokenInUrl) url.searchParams.set('token', wish.token);
  const headers = [
    ...(wish.tokenInUrl ? [] : [`Authorization: Bearer ${wish.token}`]),
    ...(cursor === '' ? [] : [`Last-Event-ID: ${cursor}`]),
  ];
  return ['curl -N', ...headers.map(header => `-H ${quoted(header)}`), quoted(url.href)].join(' ');
}

/** For a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
