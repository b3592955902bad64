const colors: Readonly<Record<string, string>> = {
  'stream.created': 'teal',
  'stream.topped_up': 'teal',
  'stream.resumed': 'teal',
  'stream.withdrawn': 'blue',
  'stream.completed': 'blue',
  'stream.paused': 'yellow',
  'stream.rate_changed': 'yellow',
  'stream.depleting': 'orange',
  'stream.depleted': 'red',
  'stream.cancelled': 'red',
};

/** The colour of what happened to a payment stream. */
export const eventColor = (type: string): string => colors[type] ?? 'gray';
