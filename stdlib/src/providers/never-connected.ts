/** Codes of errors that come before a connection stands: nothing can have reached the other side. */
const codes: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const DEEPEST = 8;

/** Whether an error of the network says that no connection came about. */
export function neverConnected(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  if ("code" in error && codes.has(error.code)) return true;
  // A name with several addresses fails with an error for each.
  if (error instanceof AggregateError)
    return error.errors.length > 0 && error.errors.every((one) => neverConnected(one, depth + 1));
  return neverConnected(error.cause, depth + 1);
}
