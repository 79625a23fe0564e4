import type { Json } from "../rules/values.ts";

/** A value as JSON, or what in it is none. */
export type AsJson =
  | { readonly ok: true; readonly json: Json }
  | { readonly ok: false; readonly where: string; readonly what: string };

const deepest = 64;

function nameOf(value: object): string {
  return Object.getPrototypeOf(value)?.constructor?.name ?? "object";
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Values of a bundle that was loaded in another realm carry that realm's Object.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function list(value: readonly unknown[], where: string, depth: number): AsJson {
  const parts: Json[] = [];
  for (const [index, part] of value.entries()) {
    const one = convert(part, `${where}[${index}]`, depth + 1);
    if (!one.ok) return one;
    parts.push(one.json);
  }
  return { ok: true, json: parts };
}

function record(value: object, where: string, depth: number): AsJson {
  const parts: [string, Json][] = [];
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const one = convert(part, where === "" ? key : `${where}.${key}`, depth + 1);
    if (!one.ok) return one;
    parts.push([key, one.json]);
  }
  return { ok: true, json: Object.fromEntries(parts) };
}

function convert(value: unknown, where: string, depth: number): AsJson {
  if (depth > deepest) return { ok: false, where, what: `nested deeper than ${deepest} levels` };
  if (value === null || typeof value === "boolean" || typeof value === "string") {
    return { ok: true, json: value };
  }
  if (typeof value === "number") {
    return Number.isFinite(value) ? { ok: true, json: value } : { ok: false, where, what: String(value) };
  }
  if (Array.isArray(value)) return list(value, where, depth);
  if (typeof value === "object") {
    return isPlain(value) ? record(value, where, depth) : { ok: false, where, what: `a ${nameOf(value)}` };
  }
  return { ok: false, where, what: `a ${typeof value}` };
}

/**
 * Copies a value as JSON. Nothing at all becomes null, and keys without a value are left out, as `JSON.stringify`
 * does; everything else that JSON cannot hold is refused with its place, where `JSON.stringify` would bend it.
 */
export function asJson(value: unknown): AsJson {
  return convert(value ?? null, "", 0);
}
