import type { Session } from './session.ts';

/** Whether that is the person's own name: as they are signed in, or one of their addresses elsewhere. */
export const isOwnName = ({ userId, addresses = [] }: Session, name: string): boolean =>
  name === userId || addresses.includes(name);
