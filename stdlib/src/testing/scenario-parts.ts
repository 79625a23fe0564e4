import { shown, suggest } from "@onstage/runtime";
import type { Json, JsonObject } from "@onstage/runtime/rules";
import { addSpan, parseMoment, parseSpan } from "./moment.ts";
import type { ScenarioProblem } from "./scenario.ts";

/** Collects what is wrong, so that all of it can be told at once. */
export interface Complaints {
  readonly problems: readonly ScenarioProblem[];
  readonly add: (path: string, message: string, help: string) => undefined;
}

const MOST_PROBLEMS = 100;

/** Makes an empty collection. It keeps the first hundred problems. */
export function complaints(): Complaints {
  const problems: ScenarioProblem[] = [];
  return {
    problems,
    add: (path, message, help) => {
      if (problems.length < MOST_PROBLEMS) problems.push({ path, message, help });
      return undefined;
    },
  };
}

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is JSON all the way down. */
export function isJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (depth > 50) return false;
  if (Array.isArray(value)) return value.every((one) => isJson(one, depth + 1));
  return isRecord(value) && Object.values(value).every((one) => isJson(one, depth + 1));
}

/** What a value is, as a sentence can say it. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return `“${shown(value)}”`;
    case "number":
    case "boolean":
      return String(value);
    default:
      return "an object";
  }
}

/** Complains of keys that nobody reads. */
export function checkKeys(
  value: Readonly<Record<string, unknown>>,
  path: string,
  known: readonly string[],
  complain: Complaints,
): void {
  for (const key of Object.keys(value).filter((one) => !known.includes(one))) {
    const place = path === "" ? shown(key) : `${path}.${shown(key)}`;
    complain.add(place, `“${shown(key)}” is not a key that is known here.`, suggest(key, known));
  }
}

/** Reads an object of JSON; an absent one is empty. */
export function readObject(value: unknown, path: string, complain: Complaints): JsonObject | undefined {
  if (value === undefined) return {};
  if (isRecord(value) && isJson(value)) return value as JsonObject; // Narrowed by both guards together.
  return complain.add(path, `An object is wanted here, not ${kindOf(value)}.`, "Write it as { … }.");
}

const SENTENCE_END = /[.:;?!]\s+/u;

/** Complains in the words of the CRM, whose sentences say first what is wrong and then how to mend it. */
export function complainOf(detail: string, path: string, complain: Complaints): undefined {
  const end = SENTENCE_END.exec(detail);
  if (end === null) return complain.add(path, detail, "Correct it.");
  const message = `${detail.slice(0, end.index)}${end[0].trim().replace(/[:;]/u, ".")}`;
  const help = detail.slice(end.index + end[0].length);
  return complain.add(path, message, help.charAt(0).toUpperCase() + help.slice(1));
}

/** How a moment of a scenario is read. */
export interface Clock {
  /** Milliseconds since 1970 that offsets count from. */
  readonly now: number;
  readonly timezone: string;
}

/**
 * Reads a moment, or an offset from now such as `+2h` or `+30d`.
 *
 * @returns milliseconds since 1970
 */
export function readMoment(
  value: unknown,
  path: string,
  clock: Clock,
  complain: Complaints,
): number | undefined {
  const help =
    "Write an offset from “now” such as +2h or +30d, or a moment such as 2026-03-02T10:00:00+01:00.";
  if (typeof value !== "string") {
    return complain.add(path, `A moment is wanted here, not ${kindOf(value)}.`, help);
  }
  const span = value.startsWith("+") ? parseSpan(value.slice(1)) : undefined;
  const moment =
    span === undefined ? parseMoment(value, clock.timezone) : addSpan(clock.now, span, clock.timezone);
  if (moment === undefined) return complain.add(path, `“${shown(value)}” is no moment.`, help);
  if (moment < clock.now) {
    const sentence = `“${shown(value)}” is before “now”.`;
    return complain.add(path, sentence, "Let it be at “now” or later, or set “now” to an earlier moment.");
  }
  return moment;
}
