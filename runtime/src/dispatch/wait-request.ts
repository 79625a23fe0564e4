import type { EventWait } from "../actions/waiting.ts";
import type { ExpectedEvent } from "../engine/state.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import { durationFrom, durationJson } from "../time/duration.ts";
import { isRecord } from "../unknown.ts";
import { asJson } from "./json.ts";
import type { WaitRequest } from "./port.ts";

const MOST_EVENTS = 50;
const LONGEST_WHAT = 200;
/** The most characters that all of it may have as JSON: it is stored with the run. */
const LARGEST = 64 * 1024;

/** Takes secrets out of what is stored. */
type Hide = (json: Json) => Json;

/** Copied as JSON: it may be held by code that nobody has type-checked, and be changed afterwards. */
function copied(value: unknown, what: string, hide: Hide): Json {
  const copy = asJson(value);
  if (copy.ok) return hide(copy.json);
  throw new TypeError(`${what} of \`waitFor\` is ${copy.what}, which cannot be stored as JSON.`);
}

function object(value: unknown, what: string, hide: Hide): JsonObject {
  const copy = copied(value ?? {}, what, hide);
  if (isRecord(copy)) return copy;
  throw new TypeError(`${what} of \`waitFor\` has to be an object.`);
}

function names(value: unknown, what: string, hide: Hide): Readonly<Record<string, string>> {
  const entries = Object.entries(object(value, what, hide)).map(([name, from]): [string, string] => {
    if (typeof from === "string") return [name, from];
    throw new TypeError(`${what} of \`waitFor\` has to name fields by text.`);
  });
  return Object.fromEntries(entries);
}

function expected(event: EventWait<unknown>["events"][number], hide: Hide): ExpectedEvent {
  if (typeof event.event !== "string" || event.event === "") {
    throw new TypeError("`event` of `waitFor` has to be the name of an event.");
  }
  return {
    type: event.event,
    where: object(event.where, "`where`", hide),
    unless: object(event.unless, "`unless`", hide),
    result: copied(event.result, "`result`", hide),
    take: names(event.take, "`take`", hide),
  };
}

/** How long it waits, where that is said. */
function limit({ within, until }: EventWait<unknown>): Pick<WaitRequest, "within" | "until"> {
  if (within !== undefined) {
    const length = durationFrom(within);
    if (length === undefined) throw new TypeError("`within` of `waitFor` has to be a length of time.");
    return { within: durationJson(length) };
  }
  if (until === undefined) return {};
  if (Number.isNaN(Date.parse(until))) {
    throw new TypeError("`until` of `waitFor` has to be a moment, ISO 8601.");
  }
  return { until: new Date(until).toISOString() };
}

function recordOf({ record }: EventWait<unknown>): Pick<WaitRequest, "record"> {
  if (record === undefined) return {};
  if (Number.isSafeInteger(record) && record > 0) return { record };
  throw new TypeError("`record` of `waitFor` has to be the id of a record.");
}

/**
 * What an action wants its run to wait for, as plain data.
 *
 * @param since when the attempt began
 * @param hide takes secrets out of what is stored
 * @throws TypeError where it is nothing that can be waited for
 */
export function waitRequest(wait: EventWait<unknown>, since: string, hide: Hide): WaitRequest {
  if (!Array.isArray(wait.events) || wait.events.length === 0 || wait.events.length > MOST_EVENTS) {
    throw new TypeError(`\`events\` of \`waitFor\` has to be a list of 1 to ${MOST_EVENTS} events.`);
  }
  const what = hide(String(wait.what).replaceAll(/\s+/gu, " ").trim().slice(0, LONGEST_WHAT));
  const request = {
    what: String(what),
    events: wait.events.map((one) => expected(one, hide)),
    ...limit(wait),
    ...recordOf(wait),
    since,
  };
  const size = JSON.stringify(request).length;
  if (size <= LARGEST) return request;
  throw new TypeError(`What \`waitFor\` asks for has ${size} characters; ${LARGEST} can be stored.`);
}
