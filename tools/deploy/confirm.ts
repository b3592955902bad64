import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Where somebody may be asked. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** Asks until somebody says yes or no; the end of the input, and Ctrl-C, are a no. */
export async function confirm(question: string, { input, output }: Terminal): Promise<boolean> {
  const lines = createInterface({ input, output, prompt: `${question} (yes or no) ` });
  try {
    lines.prompt();
    for await (const line of lines) {
      const answer = line.trim().toLowerCase();
      if (answer === 'yes') return true;
      if (answer === 'no' || answer === 'n') return false;
      lines.prompt();
    }
    return false;
  } finally {
    // Leaving the loop does not: the input would be read on, by this process and by what it starts.
    lines.close();
  }
}
