/** A request of an action, in the words of `fetch`. */
export interface OutboundRequest {
  /** `GET` if left out. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text or bytes; it has to be here as a whole, since a redirect may ask for it again. */
  readonly body?: string | Uint8Array<ArrayBuffer> | URLSearchParams;
  /** Ends the request, beside the signal of the action. */
  readonly signal?: AbortSignal;
  /** `manual`: a redirect is an answer like any other. At most five are followed if left out. */
  readonly redirect?: "follow" | "manual";
  /** Milliseconds that all of it may take; 30,000 if left out. */
  readonly timeout?: number;
  /** The most bytes that the answer may have, unpacked; 10 MiB if left out. Of one that refuses, the beginning is read. */
  readonly maxBytes?: number;
}

/**
 * The one way out for HTTP. It reaches the public internet, and beyond it only what `outbound.allow` names.
 *
 * @returns the answer, whatever its status, with all of its body read
 * @throws PermanentError where the address must not be called or the answer is too large, a `TimeoutError` past the
 *   time limit, and what `fetch` throws where the connection fails
 */
export type OutboundFetch = (url: string | URL, request?: OutboundRequest) => Promise<Response>;

/** The way out, as a provider gets it when it is opened. */
export interface Outbound {
  readonly fetch: OutboundFetch;
  /**
   * The same way for a provider whose address the operator has set in the environment: that host may be a private one.
   *
   * @param url the address as it was set
   */
  readonly to: (url: URL) => Outbound;
}
