import { Temporal } from "temporal-polyfill";
import { localDate } from "./calendar.ts";
import { type Exact, exact, order, times } from "./exact.ts";
import { compareLengths } from "./lengths.ts";
import { shown } from "./texts.ts";
import { type Surroundings, Undecidable, type Value } from "./values.ts";

/** An amount in the currency of the project. */
export function worth(money: Extract<Value, { kind: "money" }>, around: Surroundings): Exact | undefined {
  if (money.currency === around.currency) return money.exact;
  const day = localDate(Temporal.Instant.from(around.now), around.timezone)?.toString() ?? "";
  const history = Object.hasOwn(around.rates, money.currency) ? (around.rates[money.currency] ?? {}) : {};
  const since = Object.keys(history)
    .filter((from) => from <= day)
    .toSorted()
    .at(-1);
  const rate = since === undefined ? undefined : history[since];
  if (rate === undefined) throw new Undecidable(`there is no rate for ${money.currency} on ${day}`);
  return times(money.exact, exact(rate));
}

/** By code units, as the texts of dates in JSON are ordered. */
function compareTexts(a: string, b: string): number {
  for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
    const difference = a.charCodeAt(place) - b.charCodeAt(place);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Below 0, 0 or above 0. */
export function compareValues(a: Value, b: Value, around: Surroundings): number {
  if (a.kind === "number" && b.kind === "number") return order(a.exact, b.exact);
  if (a.kind === "money" && b.kind === "money") {
    if (a.currency === b.currency) return order(a.exact, b.exact);
    const [left, right] = [worth(a, around), worth(b, around)];
    if (left === undefined || right === undefined) throw new Error("an amount beyond all bounds");
    return order(left, right);
  }
  if (a.kind === "date" && b.kind === "date") return Temporal.PlainDate.compare(a.date, b.date);
  if (a.kind === "time" && b.kind === "time") return Temporal.PlainTime.compare(a.time, b.time);
  if (a.kind === "moment" && b.kind === "moment") return Temporal.Instant.compare(a.instant, b.instant);
  if (a.kind === "length" && b.kind === "length") return compareLengths(a.length, b.length);
  if (a.kind === "flag" && b.kind === "flag") return Number(a.flag) - Number(b.flag);
  return compareTexts(shown(a, around), shown(b, around));
}

/** Who somebody is: a user, an option, an item, a stage, which may be any of several. */
function identitiesOf(value: Value): readonly string[] {
  switch (value.kind) {
    case "user":
      return [`user ${value.user.id}`];
    case "option":
      return [`option ${value.id}`];
    case "stage":
      return value.keys;
    case "pipeline":
      return [`pipeline ${value.id}`];
    case "item":
      return [`item ${value.item.id}`];
    default:
      throw new Error(`${value.kind} is nobody`);
  }
}

/** Whether two values are the same, or who they are. */
export function isSame(a: Value, b: Value, by: "value" | "identity", around: Surroundings): boolean {
  if (by === "value") return compareValues(a, b, around) === 0;
  const identities = identitiesOf(b);
  return identitiesOf(a).some((one) => identities.includes(one));
}
