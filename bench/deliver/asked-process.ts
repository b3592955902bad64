import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench, which is asked one thing after the other. */
export class AskedProcess<Question extends object, Answer extends { readonly kind: string }> {
  readonly #child: ReturnType<typeof fork>;
  readonly #ended: Promise<unknown>;
  readonly #name: string;

  constructor(file: string, args: readonly string[], execArgv: readonly string[]) {
    this.#name = [file, ...args].join(' ');
    this.#child = fork(file, args, { execArgv: [...execArgv] });
    this.#ended = once(this.#child, 'exit');
  }

  /** @throws Error when the process ends instead */
  async ask<Kind extends Answer['kind']>(
    question: Question,
    kind: Kind,
  ): Promise<Extract<Answer, { kind: Kind }>> {
    this.#child.send(question);
    return await this.next(kind);
  }

  /** The next message, which is to be of this kind; @throws Error when the process ends instead. */
  async next<Kind extends Answer['kind']>(kind: Kind): Promise<Extract<Answer, { kind: Kind }>> {
    const received = once(this.#child, 'message').then(([message]) => message as Answer);
    const early = this.#ended.then((): never => {
      throw new Error(`${this.#name} ended; expected it to run`);
    });
    const answer = await Promise.race([received, early]);
    if (answer.kind !== kind) throw new Error(`received ${answer.kind}, expected ${kind}`);
    return answer as Extract<Answer, { kind: Kind }>;
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }
}
