import type { ItemRef } from "../engine/state.ts";
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

/** Reads an item written `deals/42`. */
export function readRef(text: string, field: string): Read<ItemRef> {
  const [entity, id, ...rest] = text.split("/");
  const number = /^[1-9]\d{0,15}$/.test(id ?? "") ? Number(id) : Number.NaN;
  return entity && rest.length === 0 && Number.isSafeInteger(number)
    ? right({ entity, id: number })
    : wrong(field, "An item is written with its entity and its id, such as deals/42.");
}

/** Reads a moment that has the form of one, as the ledger writes it: ISO 8601 in UTC with milliseconds. */
export function readMoment(text: string, field: string): Read<string> {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime())
    ? wrong(field, `"${field}" is no day and time that there is.`)
    : right(moment.toISOString());
}
