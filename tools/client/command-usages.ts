/** What each command is typed like, and what it does. Their order is that of `help`. */
export const usages = {
  connect: { form: 'connect', does: 'opens the socket of proposals' },
  auth: {
    form: 'auth [--as USER:ROLE | --token-file FILE | TOKEN]',
    does: 'goes on as someone else, or with a fresh token; opens everything again',
  },
  channel: {
    form: 'channel NAME[,NAME…] [--history N] [--streams ID[,ID…]] [--users USER[,USER…]] [--all]',
    does: 'follows a channel, or several by one stream, from N events of each ago; the last ones named are shown; of payment-streams those with these ids or of these users, or all',
  },
  subscribe: {
    form: 'subscribe TYPE…',
    does: 'shows these event types only, of the channels shown; * shows all',
  },
  unsubscribe: { form: 'unsubscribe TYPE…', does: 'leaves these event types out' },
  propose: {
    form: 'propose pago|doy TO FIGHT AMOUNT [--message TEXT] [--currency CODE] [--odds N]',
    does: 'proposes to the user TO; AMOUNT in minor units: 5000 is 50.00 MXN, or 5000 JPY',
  },
  respond: { form: 'respond ID accept|reject', does: 'answers a proposal that came' },
  cancel: { form: 'cancel ID', does: 'takes back a proposal that you made' },
  status: { form: 'status', does: 'socket, streams, counts, and what is pending' },
  wait: {
    form: 'wait [NAME] [SECONDS]',
    does: 'in scripts: until that event or message comes, or pending: a proposal',
  },
  disconnect: {
    form: 'disconnect [socket|CHANNEL[,CHANNEL…]]',
    does: 'closes it, or everything that is open',
  },
  quit: { form: 'quit', does: 'closes everything and ends; Ctrl-C and Ctrl-D do too' },
  help: { form: 'help [COMMAND]', does: 'this list' },
} as const;

export type CommandName = keyof typeof usages;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(usages, name);
}

/** The list of commands, or one of them. */
export function helpLines(about?: CommandName): readonly string[] {
  if (about !== undefined) return [`usage: ${usages[about].form}`, `  ${usages[about].does}`];
  return [
    ...Object.values(usages).flatMap(({ form, does }) => [`  ${form}`, `      ${does}`]),
    '',
    '  ID is that of a proposal, its beginning, or last. Tab completes.',
  ];
}
