import type { FromReaders, ToReaders } from './deliver/messages.ts';
import { ReaderSockets } from './deliver/reader-sockets.ts';

/** All readers of one server, in a process of their own: what they cost is nobody's figure. */
const sockets = new ReaderSockets();

const answer = async (asked: ToReaders): Promise<FromReaders> => {
  if (asked.kind === 'expect') {
    return { kind: 'received', bytesEach: await sockets.receive(asked.events) };
  }
  await sockets.open(asked.peer, asked.port, asked.count);
  return { kind: 'opened' };
};
process.on('message', (asked: ToReaders) => {
  void answer(asked).then(message => process.send?.(message));
});
process.once('disconnect', () => process.exit(0));
