/**
 * What went wrong in an action, and what follows from it. Any other error counts as permanent for an action that
 * may not be repeated, since nobody knows how far it came.
 */

/** It did not happen, and may go well later: no network, too many requests, the other side is down. It is tried again. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  /** The earliest next attempt in milliseconds, where the other side named one (`Retry-After`). */
  readonly retryAfter: number | undefined;
  constructor(message: string, options: ErrorOptions & { readonly retryAfter?: number } = {}) {
    super(message, options);
    this.retryAfter = options.retryAfter;
  }
}

/** It did not happen and never will as things stand: an address that is none, a client who opted out. Not tried again. */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
}

/** Nobody knows whether it happened: the connection broke after the message was handed over. A person decides. */
export class UncertainError extends Error {
  override readonly name = "UncertainError";
}
