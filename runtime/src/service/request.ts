import { asJson } from "../dispatch/json.ts";
import type { ItemRef } from "../engine/state.ts";
import type { JsonObject } from "../rules/values.ts";
import { isRecord } from "../unknown.ts";
import { type Problem, problem } from "./problem.ts";

/** A part of a request as a value, or what is wrong with it. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** A part that is right. */
export function right<T>(value: T): Read<T> {
  return { ok: true, value };
}

/** A part that is wrong, with its name and a sentence. */
export function wrong(field: string, detail: string): Extract<Read<never>, { ok: false }> {
  return { ok: false, problem: problem(400, detail, { field }) };
}

/** Reads a value as a JSON object. */
export function readObject(value: unknown): Read<JsonObject> {
  const read = asJson(value);
  if (!read.ok) return wrong(read.where, `The body holds ${read.what}, which is refused.`);
  const { json } = read;
  return isRecord(json)
    ? right(json)
    : { ok: false, problem: problem(400, "The body has to be a JSON object.") };
}

/** Reads the id of an item, such as `42`. */
export function readId(text: string): Read<number> {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? right(id) : wrong("id", "An id is a whole number above 0, such as 42.");
}

/** Reads an item written `deals/42`. */
export function readRef(text: string, field: string): Read<ItemRef> {
  const [entity, id, ...rest] = text.split("/");
  const number = readId(id ?? "");
  return entity && rest.length === 0 && number.ok
    ? right({ entity, id: number.value })
    : wrong(field, "An item is written with its entity and its id, such as deals/42.");
}

/** Reads how many entries a page has. */
export function readLimit(text: string | undefined, largest: number): Read<number> {
  const limit =
    text === undefined ? Math.min(100, largest) : /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return limit >= 1 && limit <= largest
    ? right(limit)
    : wrong("limit", `A limit is a whole number from 1 to ${largest}.`);
}

/**
 * Reads the query of an address. A parameter that is not known is refused: a filter that was misspelled would
 * otherwise show everything.
 */
export function readQuery<K extends string>(
  query: unknown,
  known: readonly K[],
): Read<Readonly<Partial<Record<K, string>>>> {
  const values: Partial<Record<K, string>> = {};
  for (const [name, value] of Object.entries(query ?? {})) {
    const key = known.find((one) => one === name);
    if (key === undefined) return wrong(name, `There is no parameter "${name}". Known: ${known.join(", ")}.`);
    if (typeof value !== "string") return wrong(name, `The parameter "${name}" stands more than once.`);
    values[key] = value;
  }
  return right(values);
}
