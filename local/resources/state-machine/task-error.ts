/** A task's failure under the name that `Catch` and `Retry` match. */
export class TaskError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
