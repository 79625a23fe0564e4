import { codeOf, property } from "../unknown.ts";
import type { ActionOutcome } from "./port.ts";
import type { Redact } from "./redact.ts";

/** An attempt that did not end well. */
export type Failure = Extract<ActionOutcome, { kind: "failed" }>;

const longestReason = 2000;
const unspeakable = "The action threw something that cannot be shown.";
/** Codes of errors that come before a connection stands: nothing can have reached the other side. */
const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
/** Codes of errors after which nobody knows how far the other side came. */
const perhapsConnected = new Set([
  "ETIMEDOUT",
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);

type Reach = "never" | "perhaps";

interface NetworkFault {
  readonly reach: Reach;
  readonly message: string;
}

function reachOf(error: unknown): Reach | undefined {
  const code = codeOf(error);
  if (typeof code !== "string") return undefined;
  if (neverConnected.has(code)) return "never";
  if (!perhapsConnected.has(code)) return undefined;
  return property(error, "syscall") === "connect" ? "never" : "perhaps";
}

/** The network error at the root of an error: `fetch` wraps it, and wraps several where a name has several addresses. */
function networkFault(error: unknown, depth = 0): NetworkFault | undefined {
  if (depth > 8) return undefined;
  const inner = property(error, "errors");
  const causes = [property(error, "cause"), ...(Array.isArray(inner) ? inner : [])].filter(
    (cause) => cause !== undefined,
  );
  const faults = causes.flatMap((cause) => networkFault(cause, depth + 1) ?? []);
  const root = faults.find((fault) => fault.reach === "perhaps") ?? faults[0];
  if (root) return root;
  const reach = reachOf(error);
  return reach && { reach, message: messageOf(error) };
}

function messageOf(error: unknown): string {
  const message = property(error, "message");
  if (typeof message === "string" && message !== "") return message;
  const code = codeOf(error);
  if (typeof code === "string" && code !== "") return code;
  if (typeof error === "string" && error !== "") return error;
  return `The action threw ${nameOf(error)}, which does not say what went wrong.`;
}

/** What was thrown, where it says nothing by itself. */
function nameOf(error: unknown): string {
  if (error === "") return "an empty text";
  if (typeof error === "function") return "a function";
  if (typeof error !== "object" || error === null) return String(error);
  const name = property(error, "name");
  return typeof name === "string" && name !== "" ? `${name} without a message` : "an object";
}

/** Cuts a reason to a length that a screen and the ledger can bear. */
function short(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason - 1)}…` : reason;
}

/** The end of an attempt whose action was not called: it is tried again, and nothing can have come of it. */
export function notBegun(what: string): Failure {
  return { kind: "failed", how: "transient", reason: what };
}

/**
 * The end of an attempt of which nobody knows how far it came: repeated as it was where a second time does no harm,
 * and a question to a person otherwise.
 *
 * @param what a sentence that says what happened
 * @param repeatable whether a second attempt does no harm
 */
export function lost(what: string, repeatable: boolean): Failure {
  return repeatable
    ? { kind: "failed", how: "transient", reason: what, begun: true }
    : { kind: "failed", how: "uncertain", reason: what };
}

/** The sentence for an action that went over its time limit. */
export function overdue(limit: number): string {
  return `The action did not end within ${limit / 1000} s.`;
}

/** Where an error came from, for the log. Whatever was thrown is looked at: that itself may fail. */
export function stackOf(error: unknown, redact: Redact): string {
  try {
    return redact(error instanceof Error ? (error.stack ?? String(error)) : String(error));
  } catch {
    return unspeakable;
  }
}

/**
 * What follows from an error that an action threw. Errors are known by their `name`, since every build carries its
 * own copy of the error classes.
 *
 * @param error whatever was thrown
 * @param repeatable whether a second attempt does no harm
 * @param redact takes secrets out of the reason
 */
export function failureOf(error: unknown, repeatable: boolean, redact: Redact): Failure {
  try {
    return told(error, repeatable, redact);
  } catch {
    return { kind: "failed", how: "permanent", reason: unspeakable };
  }
}

function told(error: unknown, repeatable: boolean, redact: Redact): Failure {
  const reason = short(redact(messageOf(error)));
  switch (property(error, "name")) {
    case "TransientError": {
      const retryAfter = property(error, "retryAfter");
      return typeof retryAfter === "number" && Number.isFinite(retryAfter) && retryAfter >= 0
        ? { kind: "failed", how: "transient", reason, retryAfter }
        : { kind: "failed", how: "transient", reason };
    }
    case "PermanentError":
      return { kind: "failed", how: "permanent", reason };
    case "UncertainError":
      return { kind: "failed", how: "uncertain", reason };
    case "AbortError":
    case "TimeoutError":
      return lost(`The action was broken off: ${reason}.`, repeatable);
  }
  const fault = networkFault(error);
  if (!fault) return { kind: "failed", how: "permanent", reason };
  const message = short(redact(fault.message));
  return fault.reach === "never"
    ? { kind: "failed", how: "transient", reason: `The other side could not be reached: ${message}.` }
    : lost(`The connection broke: ${message}.`, repeatable);
}
