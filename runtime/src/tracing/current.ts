import { AsyncLocalStorage } from "node:async_hooks";
import type { Traceparent } from "./traceparent.ts";

/** The trace that what is being done belongs to, where there is one. */
export const currentTrace = new AsyncLocalStorage<Traceparent>();

/** Does something as part of a trace, or of none. */
export function asPartOf<T>(trace: Traceparent | undefined, work: () => T): T {
  return trace === undefined ? work() : currentTrace.run(trace, work);
}
