/** Called wrongly, or unable to go on: exit code 2, a sentence and a way out, and no stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** A sentence that says how to mend it. */
  readonly help: string;
  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}
