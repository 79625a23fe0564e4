import type { Entity } from "../../../schema/format.ts";
import type { Formula } from "./formula.ts";
import type { Variable } from "./values.ts";

/** What was found out before about the items of one kind, so that what stands in many rules is worked out once. */
export interface Recollection {
  readonly currency: string;
  readonly timezone: string;
  /** The variables of fields, by their paths. */
  readonly variables: Map<string, Variable>;
  /** What conditions say, by their words. */
  readonly formulas: Map<string, Formula>;
  /** Conditions of which there is nothing to tell, with what holds anyway, by the words of both. */
  readonly harmless: Map<string, true>;
}

/** Of more than this, the memory is not worth it: everything is forgotten, and begins anew. */
const mostRemembered = 20_000;

/** An entity is part of one schema, which says what its fields are, and which never changes. */
const recollections = new WeakMap<Entity, Recollection>();

/**
 * What is remembered of the items of an entity.
 *
 * @param currency ISO 4217 code of bare numbers beside money
 * @param timezone IANA name of the zone of dates and times
 */
export function recollectionOf(entity: Entity, currency: string, timezone: string): Recollection {
  const before = recollections.get(entity);
  if (before?.currency === currency && before.timezone === timezone) return before;
  const empty: Recollection = {
    currency,
    timezone,
    variables: new Map(),
    formulas: new Map(),
    harmless: new Map(),
  };
  recollections.set(entity, empty);
  return empty;
}

/** Keeps something under a key, and gives it back. */
export function remember<T>(memory: Map<string, T>, key: string, value: T): T {
  if (memory.size >= mostRemembered) memory.clear();
  memory.set(key, value);
  return value;
}
