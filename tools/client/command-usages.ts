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
    form: 'subscribe TYPE… | workflow ID',
    does: 'shows these event types only, of the channels shown; * shows all; or what happens to a workflow, over the socket',
  },
  unsubscribe: {
    form: 'unsubscribe TYPE… | workflow ID',
    does: 'leaves these event types, or this workflow, out',
  },
  propose: {
    form: 'propose pago|doy TO FIGHT AMOUNT [--message TEXT] [--currency CODE] [--odds N]',
    does: 'proposes to the user TO; AMOUNT in minor units: 5000 is 50.00 MXN, or 5000 JPY',
  },
  respond: { form: 'respond ID accept|reject', does: 'answers a proposal that came' },
  cancel: { form: 'cancel ID', does: 'takes back a proposal that you made' },
  workflows: {
    form: 'workflows [STATUS]',
    does: 'those that you see: that are a draft or pending, or with that status',
  },
  workflow: { form: 'workflow ID', does: 'how it stands, who decided what, and its history' },
  approve: {
    form: 'approve ID [--step STEP] [--for USER] [COMMENT]',
    does: 'approves the step that a workflow is at, if it still is at STEP; for USER, who delegated it',
  },
  reject: {
    form: 'reject ID [--step STEP] [--for USER] [COMMENT]',
    does: 'rejects it: the workflow ends',
  },
  bulk: {
    form: 'bulk approve|cancel ID…|--status S|--step S|--assignee USER|--due-before TIME --reason TEXT; bulk confirm; bulk status|stop|retry ID',
    does: 'shows what would be done to these, or to all with that status, step, assignee and due time; confirm does it. Of an operation: its counts and failures, leave the rest out, do the failed again',
  },
  webhooks: { form: 'webhooks', does: 'those that you manage, and how they are doing' },
  webhook: {
    form: 'webhook ID; webhook add URL [--id ID] [--channels A,B] [--types X,Y] [--format slack] [--signature v1a] [--description TEXT] [--retries N] [--timeout MS]; webhook change ID [--url URL] [--channels A,B] [--types X,Y] [--format standard|slack] [--description TEXT] [--retries N] [--timeout MS]; webhook test|pause|resume|remove ID; webhook rotate ID [--overlap SECONDS]; webhook recover ID SINCE [UNTIL]; webhook deliveries ID [STATE]; webhook delivery|redeliver ID DELIVERY',
    does: 'how it is doing, its keys, and what was sent last; sets one up and shows its secret once; sends a test, pauses, resumes or removes it; makes a new key beside the one before; goes through a part of the log again; lists what was sent, shows one delivery, sends it again',
  },
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
    '  ID is that of a proposal, its beginning, or last; or all of a workflow’s or webhook’s. Tab completes.',
  ];
}
