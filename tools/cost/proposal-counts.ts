import type { Count } from './bill.ts';
import { acceptedProposal, socketOpened, timedOutProposal } from './proposal-units.ts';
import { activeSeconds, type Usage } from './usage.ts';

/** API Gateway ends a socket after two hours; its client connects again. */
const socketSeconds = 7_200;
/** A silent socket asks whether it is alive (clients/browser/socket/socket-state.ts): a message, and its answer. */
const pingSeconds = 60;
/** A message of a socket is one write unit, and two index writes more in each ten seconds. */
const messageWrites = 3;
/** How long a function takes that only answers, its memory, and what it logs. */
const shortSeconds = 0.05;
const socketGb = 0.25;
const logBytes = 1_200;
/** Bytes of an ended proposal with its copies in two lists; nothing deletes it. */
const storedBytes = 1_500;

export const proposalsOf = ({ bettors, proposals, days }: Usage): number =>
  bettors * proposals * days;

/**
 * One that is made is answered, and received at once and from the courier; both sides get the result. One
 * that is accepted is a message more and its answer, and the maker gets the result at once too.
 */
export function messagesPerProposal({ acceptedPercent }: Usage): number {
  return 6 + (3 * acceptedPercent) / 100;
}

/** Bettors with open sockets, and what they propose to each other. */
export function proposalsCounts(usage: Usage): readonly Count[] {
  const { bettors } = usage;
  const socketTime = bettors * activeSeconds(usage);
  const pings = socketTime / pingSeconds;
  const connects = socketTime / socketSeconds;
  const made = proposalsOf(usage);
  const accepted = (made * usage.acceptedPercent) / 100;
  const timedOut = made - accepted;
  const sent = made + accepted;
  // The authorizer, connect and disconnect; a message each; the courier and the fan-out after each write.
  const invocations = connects * 4 + pings + sent + made * 4;
  const units = (of: 'readUnits' | 'writeUnits') =>
    accepted * acceptedProposal[of] + timedOut * timedOutProposal[of];
  const transitions =
    accepted * acceptedProposal.transitions + timedOut * timedOutProposal.transitions;
  return [
    { price: 'socketMinute', what: 'bettors', amount: socketTime / 60 },
    { price: 'socketMessage', what: 'pings and pongs', amount: pings * 2 },
    { price: 'socketMessage', what: 'proposals', amount: made * messagesPerProposal(usage) },
    { price: 'transition', what: 'deadlines', amount: transitions },
    { price: 'lambdaRequest', what: 'sockets and proposals', amount: invocations },
    {
      price: 'lambdaMemory',
      what: 'sockets and proposals',
      amount: invocations * shortSeconds * socketGb,
    },
    { price: 'dynamoDbWrite', what: 'pings', amount: pings * messageWrites },
    { price: 'dynamoDbWrite', what: 'sockets opened', amount: connects * socketOpened.writeUnits },
    { price: 'dynamoDbRead', what: 'sockets opened', amount: connects * socketOpened.readUnits },
    { price: 'dynamoDbWrite', what: 'proposals', amount: units('writeUnits') },
    { price: 'dynamoDbRead', what: 'proposals', amount: units('readUnits') },
    { price: 'dynamoDbStorage', what: 'proposals', amount: (made * storedBytes) / 1e9 },
    { price: 'logs', what: 'lines of sockets', amount: (invocations * logBytes) / 1e9 },
  ];
}
