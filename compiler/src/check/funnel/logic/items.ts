import type { CrmSchema } from "../../../schema/format.ts";
import type { DurationValue } from "../../checked.ts";
import type { Exact } from "./exact.ts";

/** A value of an item that was thought up, as conditions see it. */
export type Value =
  | { readonly kind: "number" | "money"; readonly value: Exact }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** Days since 1970. */
  | { readonly kind: "day"; readonly at: number }
  /** Milliseconds since 1970. */
  | { readonly kind: "moment"; readonly at: number }
  /** Seconds since midnight. */
  | { readonly kind: "time"; readonly at: number }
  | { readonly kind: "duration"; readonly value: DurationValue }
  /** A user or an option; the stage that an item is in. */
  | { readonly kind: "id"; readonly id: string }
  /** A stage or a pipeline that something is compared with: all stages that are meant. */
  | { readonly kind: "places"; readonly ids: readonly string[] }
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  /** There, and nobody knows what it is: what an action returned. */
  | { readonly kind: "something" };

/** An item that was thought up. What is not among its fields is missing. Money is in the currency of the project. */
export interface Item {
  readonly entity: string;
  readonly id: number;
  readonly fields: ReadonlyMap<string, Value>;
  /** The stage that it is in, where that matters. */
  readonly place?: string;
}

/** A value, `undefined` where it is missing, or `unclear` where only the runtime can tell. */
export type Answer = Value | undefined | "unclear";

/** Where and when conditions are looked at. */
export interface Looking {
  readonly schema: CrmSchema;
  readonly currency: string;
  readonly timezone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly item: Item;
  /** The fields before the event. */
  readonly previous?: ReadonlyMap<string, Value>;
}

/** What a part of an item or a user is. */
export function partOf(owner: Value, name: string, looking: Looking): Answer {
  switch (owner.kind) {
    case "item":
      return fieldOf(owner.item, name);
    case "id": {
      const user = looking.schema.users?.find((one) => String(one.id) === owner.id);
      if (user === undefined) return "unclear";
      if (name === "name") return { kind: "text", text: user.name };
      if (name === "email") return user.email === undefined ? undefined : { kind: "text", text: user.email };
      if (name !== "manager") return "unclear";
      return user.manager === undefined ? undefined : { kind: "id", id: String(user.manager) };
    }
    default:
      return "unclear";
  }
}

/** A field of an item, or its id. */
export function fieldOf(item: Item, name: string): Answer {
  const found = item.fields.get(name);
  if (found !== undefined) return found;
  if (name === "id") return { kind: "number", value: { over: BigInt(item.id), under: 1n } };
  const { place } = item;
  return place !== undefined && (name === "stage" || name === "pipeline")
    ? { kind: "id", id: place }
    : undefined;
}

/** An item with a field changed; with `undefined`, emptied. */
export function withField(item: Item, name: string, value: Value | undefined): Item {
  const fields = new Map(item.fields);
  if (value === undefined) fields.delete(name);
  else fields.set(name, value);
  return { ...item, fields };
}
