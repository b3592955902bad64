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

/** How a command ends that takes one stream of several channels, on a stack that has no such address. */
export function liveUnknown(channels: readonly string[]): CommandResult {
  const each = channels.map(channel => `\`channel ${channel}\``).join(', ');
  return refused(
    'NO_ADDRESS',
    'the address of streams of several channels is not known: there is no output LiveUrl',
    `deploy the stack again if it is older than this client, or pass --url live=…; or follow each alone: ${each}`,
  );
}
