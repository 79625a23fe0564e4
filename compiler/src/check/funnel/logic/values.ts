import type { CheckedExpression } from "../../checked.ts";
import type { Exact } from "./exact.ts";
import { everything, type Grain, join, meet, type Spans, without } from "./spans.ts";
import { contradict, type TextTest } from "./text-tests.ts";

/** What values look like, and so what can be said about which of them a condition lets pass. */
export type Domain =
  /** `all`: every value that there can be. */
  | { readonly kind: "ordered"; readonly grain: Grain; readonly all: Spans }
  /** Options, users, yes and no: told apart by their ids. `ids` is there where all are known. */
  | { readonly kind: "choice"; readonly ids?: readonly string[] }
  /** `filled`: one that is there is never empty. */
  | { readonly kind: "text"; readonly filled: boolean }
  /** A list: of its members, those are told apart that have an id. */
  | { readonly kind: "list"; readonly filled: boolean };

/** Something that a condition looks at: a field, or what is worked out from fields in a way of its own. */
export interface Variable {
  /** Two with the same key are the same. */
  readonly key: string;
  readonly domain: Domain;
  /** Whether it can be missing although what it `needs` is there. */
  readonly optional: boolean;
  /** What has to be there so that this can be. */
  readonly needs: readonly Variable[];
  readonly expression: CheckedExpression;
  /** Where it is a sum of others, each times a number: those others. */
  readonly sum?: readonly Summand[];
  /** Where it says whether two others are the same: those two. */
  readonly pair?: readonly [Variable, Variable];
}

export interface Summand {
  readonly variable: Variable;
  /** Not zero. */
  readonly factor: Exact;
}

/** Tests of a text beyond these are not reckoned with: what is left says less, never more. */
const mostTests = 60;

/** Which values of a variable are meant, and whether a missing one is. */
export type Values =
  | { readonly kind: "ordered"; readonly missing: boolean; readonly spans: Spans }
  /** All ids but these, or only these. */
  | {
      readonly kind: "choice";
      readonly missing: boolean;
      readonly but: boolean;
      readonly ids: ReadonlySet<string>;
    }
  /** Those that pass all of `must` and none of `mustNot`; none where `present` is false. */
  | {
      readonly kind: "text";
      readonly missing: boolean;
      readonly present: boolean;
      readonly must: readonly TextTest[];
      readonly mustNot: readonly TextTest[];
    }
  /** Those that hold all of `must` and none of `mustNot`; `filled`: an empty one is not meant. */
  | {
      readonly kind: "list";
      readonly missing: boolean;
      readonly present: boolean;
      readonly filled: boolean | undefined;
      readonly must: ReadonlySet<string>;
      readonly mustNot: ReadonlySet<string>;
    };

type Of<K extends Values["kind"]> = Extract<Values, { kind: K }>;

const none: ReadonlySet<string> = new Set();

const idSets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(ids: readonly string[]): ReadonlySet<string> {
  const known = idSets.get(ids) ?? new Set(ids);
  idSets.set(ids, known);
  return known;
}

/** Every value that is there. */
export function anyValue(domain: Domain): Values {
  switch (domain.kind) {
    case "ordered":
      return { kind: "ordered", missing: false, spans: domain.all };
    case "choice":
      return domain.ids === undefined
        ? { kind: "choice", missing: false, but: true, ids: none }
        : { kind: "choice", missing: false, but: false, ids: setOf(domain.ids) };
    case "text":
      return { kind: "text", missing: false, present: true, must: [], mustNot: [] };
    case "list":
      return {
        kind: "list",
        missing: false,
        present: true,
        filled: undefined,
        must: none,
        mustNot: none,
      };
  }
}

/** All that there can be before anything is said, but for what is missing. */
export function possibleValue(domain: Domain): Values {
  const values = anyValue(domain);
  if (values.kind === "text" && domain.kind === "text" && domain.filled) {
    return { ...values, must: [{ kind: "filled" }] };
  }
  return values.kind === "list" && domain.kind === "list" && domain.filled
    ? { ...values, filled: true }
    : values;
}

/** Only the missing value. */
export function noValue(domain: Domain): Values {
  switch (domain.kind) {
    case "ordered":
      return { kind: "ordered", missing: true, spans: [] };
    case "choice":
      return { kind: "choice", missing: true, but: false, ids: none };
    case "text":
      return { kind: "text", missing: true, present: false, must: [], mustNot: [] };
    case "list":
      return {
        kind: "list",
        missing: true,
        present: false,
        filled: undefined,
        must: none,
        mustNot: none,
      };
  }
}

function unite(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return a.size === 0 ? b : b.size === 0 ? a : new Set([...a, ...b]);
}

function meetChoices(a: Of<"choice">, b: Of<"choice">): Of<"choice"> {
  const missing = a.missing && b.missing;
  if (a.but && b.but) return { kind: "choice", missing, but: true, ids: unite(a.ids, b.ids) };
  const [only, other] = a.but ? [b, a] : [a, b];
  const ids = new Set([...only.ids].filter((id) => other.ids.has(id) !== other.but));
  return { kind: "choice", missing, but: false, ids };
}

/** What both mean. Both are of one variable. */
export function both(a: Values, b: Values): Values {
  const missing = a.missing && b.missing;
  if (a.kind === "ordered" && b.kind === "ordered") {
    return { kind: "ordered", missing, spans: meet(a.spans, b.spans) };
  }
  if (a.kind === "choice" && b.kind === "choice") return meetChoices(a, b);
  if (a.kind === "text" && b.kind === "text") {
    const present = a.present && b.present;
    return {
      kind: "text",
      missing,
      present,
      must: [...a.must, ...b.must].slice(0, mostTests),
      mustNot: [...a.mustNot, ...b.mustNot].slice(0, mostTests),
    };
  }
  if (a.kind === "list" && b.kind === "list") {
    const clash = a.filled !== undefined && b.filled !== undefined && a.filled !== b.filled;
    return {
      kind: "list",
      missing,
      present: a.present && b.present && !clash,
      filled: a.filled ?? b.filled,
      must: unite(a.must, b.must),
      mustNot: unite(a.mustNot, b.mustNot),
    };
  }
  // Two domains under one key would be a mistake of the reader; nothing is concluded from it.
  return a;
}

/** Whether no value that is there is meant. A text may be taken for possible where it is not. */
export function allAbsent(values: Values): boolean {
  switch (values.kind) {
    case "ordered":
      return values.spans.length === 0;
    case "choice":
      return !values.but && values.ids.size === 0;
    case "text":
      return !values.present || contradict(values.must, values.mustNot);
    case "list":
      return (
        !values.present ||
        (values.filled === false && values.must.size > 0) ||
        [...values.must].some((id) => values.mustNot.has(id))
      );
  }
}

/** Whether nothing at all is meant. */
export function isNothing(values: Values): boolean {
  return !values.missing && allAbsent(values);
}

/** What is not meant. Of a text or a list, one thing is said at a time: what is said of it is turned round. */
export function complement(values: Values, domain: Domain): Values {
  const missing = !values.missing;
  switch (values.kind) {
    case "ordered": {
      const { grain, all } = domain.kind === "ordered" ? domain : { grain: "fine" as const, all: everything };
      return { kind: "ordered", missing, spans: meet(all, without(values.spans, grain)) };
    }
    case "choice": {
      const known = domain.kind === "choice" ? domain.ids : undefined;
      if (known === undefined || values.but) return { ...values, missing, but: !values.but };
      const ids = new Set(known.filter((id) => !values.ids.has(id)));
      return { kind: "choice", missing, but: false, ids };
    }
    case "text": {
      const { must, mustNot, present } = values;
      if (must.length + mustNot.length === 0) return { ...values, missing, present: !present };
      return { ...values, missing, must: mustNot, mustNot: must };
    }
    case "list": {
      const { must, mustNot, filled, present } = values;
      if (filled !== undefined) return { ...values, missing, filled: !filled };
      if (must.size + mustNot.size === 0) return { ...values, missing, present: !present };
      return { ...values, missing, must: mustNot, mustNot: must };
    }
  }
}

/** What either means; undefined where that cannot be said in one. Both are of one variable. */
export function either(a: Values, b: Values, domain: Domain): Values | undefined {
  const missing = a.missing || b.missing;
  if (a.kind === "ordered" && b.kind === "ordered" && domain.kind === "ordered") {
    return { kind: "ordered", missing, spans: join(a.spans, b.spans, domain.grain) };
  }
  if (a.kind !== "choice" || b.kind !== "choice") return undefined;
  if (!a.but && !b.but) return { kind: "choice", missing, but: false, ids: unite(a.ids, b.ids) };
  const [but, other] = a.but ? [a, b] : [b, a];
  const ids = new Set([...but.ids].filter((id) => other.ids.has(id) === other.but));
  return { kind: "choice", missing, but: true, ids };
}
