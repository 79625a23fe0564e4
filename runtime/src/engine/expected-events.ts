import type { Json, JsonObject } from "../rules/values.ts";
import type { ExpectedEvent, Heard } from "./state.ts";

/** What came, as far as a run asks for it. */
export type Came = Pick<Heard, "type" | "payload">;

function valuesOf(json: Json): readonly Json[] {
  return Array.isArray(json) ? json : [json];
}

function isSame(a: Json, b: Json): boolean {
  return a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}

/** Whether an event brings a value under a name, or any of several; null stands for nothing at all. */
function brings(payload: JsonObject, name: string, wanted: Json): boolean {
  const brought = valuesOf((Object.hasOwn(payload, name) ? payload[name] : null) ?? null);
  return valuesOf(wanted).some((one) => brought.some((value) => isSame(value, one)));
}

/** The first of the expected events that an event is; undefined where it is none of them. */
export function expectedBy(
  events: readonly ExpectedEvent[],
  { type, payload }: Came,
): ExpectedEvent | undefined {
  return events.find(
    (one) =>
      one.type === type &&
      Object.entries(one.where).every(([name, wanted]) => brings(payload, name, wanted)) &&
      !Object.entries(one.unless).some(([name, wanted]) => brings(payload, name, wanted)),
  );
}

function isObject(json: Json): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** The result that a run has by an event, with the parts that come from the event itself. */
export function resultBy({ result, take }: ExpectedEvent, payload: JsonObject): Json {
  if (!isObject(result)) return result;
  const taken = Object.entries(take).flatMap(([name, from]): [string, Json][] => {
    const value = Object.hasOwn(payload, from) ? payload[from] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  return { ...result, ...Object.fromEntries(taken) };
}
