import type { CommandResult } from './client-record.ts';

/** How a command ends that was under way when somebody ended the script. */
export const interrupted: CommandResult = {
  ending: 'interrupted',
  code: 'INTERRUPTED',
  message: 'it was interrupted',
  next: 'what was sent may have been carried out all the same',
};
