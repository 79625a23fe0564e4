import type { Computation, DurationValue } from "../../../src/check/checked.ts";
import { midnight, movedDate, movedMoment } from "./calendar.ts";
import { worth } from "./comparing.ts";
import { type Exact, negative, over, plus, times } from "./exact.ts";
import { addLengths, lengthOf, oppositeLength, scaleLength } from "./lengths.ts";
import { shown } from "./texts.ts";
import { type Surroundings, text, type Value } from "./values.ts";

type Of<K extends Value["kind"]> = Extract<Value, { readonly kind: K }>;
type Found = Value | undefined;

const numberOf = (exact: Exact | undefined): Found => exact && { kind: "number", exact };
const lengthValue = (length: DurationValue | undefined): Found => length && { kind: "length", length };

function ofNumbers(operation: Computation, { exact }: Of<"number">, other: Value | undefined): Found {
  if (operation === "negate") return numberOf(negative(exact));
  if (other?.kind !== "number") return undefined;
  switch (operation) {
    case "add":
      return numberOf(plus(exact, other.exact));
    case "subtract":
      return numberOf(plus(exact, negative(other.exact)));
    case "multiply":
      return numberOf(times(exact, other.exact));
    default:
      return numberOf(over(exact, other.exact));
  }
}

function ofMoney(operation: Computation, money: Of<"money">, other: Found, around: Surroundings): Found {
  const amount = (exact: Exact | undefined, currency = money.currency): Found =>
    exact && { kind: "money", exact, currency };
  if (operation === "negateMoney") return amount(negative(money.exact));
  if (other?.kind === "number") {
    return amount((operation === "scaleMoney" ? times : over)(money.exact, other.exact));
  }
  if (other?.kind !== "money") return undefined;
  // Nothing goes into anything by zero, whatever its currency is worth.
  if (operation === "ratio" && other.exact.digits === 0n) return undefined;
  const isOne = money.currency === other.currency;
  const [left, right] = isOne ? [money.exact, other.exact] : [worth(money, around), worth(other, around)];
  if (left === undefined || right === undefined) return undefined;
  if (operation === "ratio") return numberOf(over(left, right));
  const sum = plus(left, operation === "addMoney" ? right : negative(right));
  return amount(sum, isOne ? money.currency : around.currency);
}

function ofLengths(operation: Computation, { length }: Of<"length">, other: Found): Found {
  if (operation === "negateDuration") return lengthValue(oppositeLength(length));
  if (other?.kind === "number") return lengthValue(scaleLength(length, other.exact));
  if (other?.kind !== "length") return undefined;
  return lengthValue(
    addLengths(length, operation === "addDurations" ? other.length : oppositeLength(other.length)),
  );
}

/** A day, a moment or a time of day, moved by a length of time. */
function moved(value: Value, by: DurationValue, isMoment: boolean, around: Surroundings): Found {
  switch (value.kind) {
    case "time":
      return { kind: "time", time: value.time.add({ seconds: Math.floor(by.milliseconds / 1000) }) };
    case "date": {
      if (!isMoment) {
        const date = movedDate(value.date, by, around.calendar);
        return date && { kind: "date", date };
      }
      const start = midnight(value.date, around.timezone);
      return start && moved({ kind: "moment", instant: start }, by, true, around);
    }
    case "moment": {
      const instant = movedMoment(value.instant, by, around);
      return instant && { kind: "moment", instant };
    }
    default:
      return undefined;
  }
}

function betweenOf(value: Value, from: Value): Found {
  if (value.kind === "date" && from.kind === "date") {
    return lengthValue(lengthOf("days", from.date.until(value.date, { largestUnit: "day" }).days));
  }
  if (value.kind === "moment" && from.kind === "moment") {
    const elapsed = value.instant.epochMilliseconds - from.instant.epochMilliseconds;
    return lengthValue(lengthOf("milliseconds", elapsed));
  }
  return undefined;
}

/**
 * What an operation makes of one or two values.
 *
 * @param isMoment whether a moment is wanted of a day
 */
export function computed(
  operation: Computation,
  a: Found,
  b: Found,
  isMoment: boolean,
  around: Surroundings,
): Found {
  if (operation === "join") return text(shown(a, around) + shown(b, around));
  const isUnary = operation.startsWith("negate");
  if (a === undefined || (b === undefined && !isUnary)) return undefined;
  switch (a.kind) {
    case "number":
      return ofNumbers(operation, a, b);
    case "money":
      return ofMoney(operation, a, b, around);
    case "length":
      return ofLengths(operation, a, b);
    case "list":
      return b?.kind === "list" ? { kind: "list", members: [...a.members, ...b.members] } : undefined;
    default:
      if (b?.kind !== "length") return b && betweenOf(a, b);
      return moved(
        a,
        operation.startsWith("subtract") ? oppositeLength(b.length) : b.length,
        isMoment,
        around,
      );
  }
}
