/** What keeps a service from starting, or from going on. */
export type ServiceErrorCode =
  | "bad-option"
  | "build-refused"
  | "no-rule-set"
  | "data-not-writable"
  | "data-damaged"
  | "ledger-locked"
  | "ledger-newer"
  | "ledger-unusable"
  | "ledger-lost"
  | "port-taken"
  | "cannot-listen"
  | "core-died"
  | "ledger-failed"
  | "broke";

/** The service cannot start or go on, for a reason that the person who starts it can mend: it needs no stack. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: ServiceErrorCode;
  /** A sentence that says how to mend it. */
  readonly help: string;
  constructor(code: ServiceErrorCode, message: string, help: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.help = help;
    this.stack = `${this.name}: ${message}`;
  }
}
