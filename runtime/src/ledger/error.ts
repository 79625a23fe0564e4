/** What is wrong with the store of a ledger. */
export type LedgerErrorCode =
  | "cannot-open"
  | "no-database"
  | "other-program"
  | "newer"
  | "locked"
  | "closed"
  | "full"
  | "read-only"
  | "damaged"
  | "backup"
  | "failed";

/** The store could not do what it has to: for the person who runs the service, not for the one who calls it. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
  readonly code: LedgerErrorCode;
  /** A sentence that says how to mend it. */
  readonly help: string;
  constructor(code: LedgerErrorCode, message: string, help: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.help = help;
  }
}
