import type { CommandResult } from './client-record.ts';

/** How a command ends that cannot be carried out as things stand. */
export function refused(code: string, message: string, next: string): CommandResult {
  return { ending: 'refused', code, message, next };
}

/** How a command ends whose address is in no output and no flag. */
export function addressUnknown(name: string): CommandResult {
  const next = `pass --outputs FILE of a stack that has it, or --url ${name}=…`;
  return refused('NO_ADDRESS', `the address of ${name} is not known`, next);
}
