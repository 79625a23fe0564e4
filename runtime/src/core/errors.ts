import { LedgerError, type LedgerErrorCode } from "../ledger/error.ts";
import { ServiceError, type ServiceErrorCode } from "../service/error.ts";

/** An error as plain data: a class does not survive the way to another thread. */
export type SentError =
  | {
      readonly kind: "ledger";
      readonly code: LedgerErrorCode;
      readonly message: string;
      readonly help: string;
      readonly stack: string | undefined;
    }
  | {
      readonly kind: "service";
      readonly code: ServiceErrorCode;
      readonly message: string;
      readonly help: string;
    }
  | {
      readonly kind: "other";
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
    };

/** Makes an error ready for another thread. */
export function sendable(error: unknown): SentError {
  if (error instanceof LedgerError) {
    const { code, message, help, stack } = error;
    return { kind: "ledger", code, message, help, stack };
  }
  if (error instanceof ServiceError) {
    const { code, message, help } = error;
    return { kind: "service", code, message, help };
  }
  return error instanceof Error
    ? { kind: "other", name: error.name, message: error.message, stack: error.stack }
    : { kind: "other", name: "Error", message: String(error), stack: undefined };
}

/** The error that another thread has sent, with the place that it came from. */
export function received(sent: SentError): Error {
  switch (sent.kind) {
    case "ledger": {
      const error = new LedgerError(sent.code, sent.message, sent.help);
      if (sent.stack !== undefined) error.stack = sent.stack;
      return error;
    }
    case "service":
      return new ServiceError(sent.code, sent.message, sent.help);
    case "other": {
      const error = new Error(sent.message);
      error.name = sent.name;
      if (sent.stack !== undefined) error.stack = sent.stack;
      return error;
    }
  }
}
