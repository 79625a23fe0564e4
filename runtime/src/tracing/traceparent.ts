/** Where something belongs in a trace of W3C Trace Context, as text: the header `traceparent`. */
export type Traceparent = string;

/** The trace that a run goes back to, kept with it: its attempts may come days later. */
export interface RunTrace {
  readonly parent: Traceparent;
  /** When the run was made, ISO 8601 in UTC. */
  readonly at: string;
}

const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that a header names; undefined where it names none. */
export function readTraceparent(header: unknown): Traceparent | undefined {
  return typeof header === "string" && form.test(header) ? header : undefined;
}
