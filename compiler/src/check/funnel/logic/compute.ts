import type { Computation, DurationValue, ValuePart } from "../../checked.ts";
import { dateOf, day, isDay, isMoment, momentShowing, shownAt } from "./calendar.ts";
import { dividedBy, type Exact, isZero, minus, plus, times, whole } from "./exact.ts";
import type { Answer, Looking, Value } from "./items.ts";

type Kind = "number" | "money";

function exactOf(value: Value | undefined): Exact | undefined {
  return value?.kind === "number" || value?.kind === "money" ? value.value : undefined;
}

function arithmetic(
  kind: Kind,
  operands: readonly (Value | undefined)[],
  combine: (a: Exact, b: Exact) => Exact | undefined,
): Answer {
  const [a, b] = operands.map(exactOf);
  if (a === undefined || b === undefined) return "unclear";
  const value = combine(a, b);
  return value && { kind, value };
}

const elapsed = (milliseconds: number, days = 0): Value => ({
  kind: "duration",
  value: { months: 0, days, milliseconds, workingDays: 0, workingMilliseconds: 0 },
});

/** The length of time, where it does not need the calendar of the project. */
function plainDuration(value: Value | undefined): DurationValue | undefined {
  if (value?.kind !== "duration") return undefined;
  const { months, workingDays, workingMilliseconds } = value.value;
  return months === 0 && workingDays === 0 && workingMilliseconds === 0 ? value.value : undefined;
}

/** Missing outside the years that the calendar has. */
function inCalendar(value: Value): Answer {
  if (value.kind === "day") return isDay(value.at) ? value : undefined;
  return value.kind !== "moment" || isMoment(value.at) ? value : undefined;
}

function moved(base: Value | undefined, by: Value | undefined, sign: number, looking: Looking): Answer {
  const step = plainDuration(by);
  if (step === undefined || base === undefined) return "unclear";
  const [days, milliseconds] = [step.days * sign, step.milliseconds * sign];
  switch (base.kind) {
    case "day": {
      if (milliseconds === 0) return inCalendar({ kind: "day", at: base.at + days });
      const midnight = momentShowing((base.at + days) * day, looking.timezone);
      return inCalendar({ kind: "moment", at: midnight + milliseconds });
    }
    case "moment": {
      const shown = shownAt(base.at, looking.timezone) + days * day;
      const at = days === 0 ? base.at : momentShowing(shown, looking.timezone);
      return inCalendar({ kind: "moment", at: at + milliseconds });
    }
    case "time": {
      const around = day / 1000;
      const at = (((base.at + (days * day + milliseconds) / 1000) % around) + around) % around;
      return { kind: "time", at: Math.floor(at) };
    }
    default:
      return "unclear";
  }
}

function between(a: Value | undefined, b: Value | undefined): Answer {
  if (a?.kind === "day" && b?.kind === "day") return elapsed(0, a.at - b.at);
  return a?.kind === "moment" && b?.kind === "moment" ? elapsed(a.at - b.at) : "unclear";
}

/** What an operation gives. What is missing is among the operands only of `join`. */
export function compute(
  operation: Computation,
  operands: readonly (Value | undefined)[],
  looking: Looking,
): Answer {
  const [a, b] = operands;
  switch (operation) {
    case "add":
    case "addMoney":
      return arithmetic(operation === "add" ? "number" : "money", operands, plus);
    case "subtract":
    case "subtractMoney":
      return arithmetic(operation === "subtract" ? "number" : "money", operands, minus);
    case "multiply":
    case "scaleMoney":
      return arithmetic(operation === "multiply" ? "number" : "money", operands, times);
    case "divide":
    case "divideMoney":
    case "ratio":
      return arithmetic(operation === "divideMoney" ? "money" : "number", operands, (x, y) =>
        isZero(y) ? undefined : dividedBy(x, y),
      );
    case "negate":
    case "negateMoney":
      return arithmetic(
        operation === "negate" ? "number" : "money",
        [a, { kind: "number", value: whole(-1) }],
        times,
      );
    case "join": {
      const texts = operands.map((one) =>
        one === undefined ? "" : one.kind === "text" ? one.text : undefined,
      );
      return texts.includes(undefined) ? "unclear" : { kind: "text", text: texts.join("") };
    }
    case "addToDate":
    case "addToMoment":
    case "addToTime":
      return moved(a, b, 1, looking);
    case "subtractFromDate":
    case "subtractFromMoment":
    case "subtractFromTime":
      return moved(a, b, -1, looking);
    case "daysBetween":
    case "timeBetween":
      return between(a, b);
    case "joinLists":
      return a?.kind === "list" && b?.kind === "list"
        ? { kind: "list", items: [...a.items, ...b.items] }
        : "unclear";
    case "addDurations":
    case "subtractDurations":
    case "scaleDuration":
    case "negateDuration":
      return "unclear";
  }
}

const number = (value: number): Value => ({ kind: "number", value: whole(value) });

function partOfDay(name: ValuePart, at: number): Answer {
  if (!isDay(at)) return "unclear";
  const [year = "", month = "", dayOfMonth = ""] = dateOf(at).split("-");
  switch (name) {
    case "year":
      return number(Number(year));
    case "month":
      return number(Number(month));
    case "day":
      return number(Number(dayOfMonth));
    case "weekday":
      return number(((((at + 3) % 7) + 7) % 7) + 1);
    default:
      return "unclear";
  }
}

function partOfTime(name: ValuePart, seconds: number): Answer {
  if (name === "hour") return number(Math.floor(seconds / 3600));
  return name === "minute" ? number(Math.floor(seconds / 60) % 60) : "unclear";
}

/** A part of a value that is no field of it. */
export function part(name: ValuePart, value: Value, looking: Looking): Answer {
  switch (value.kind) {
    case "moment": {
      const shown = shownAt(value.at, looking.timezone);
      const at = Math.floor(shown / day);
      const seconds = Math.floor((shown - at * day) / 1000);
      if (name === "date") return { kind: "day", at };
      if (name === "time") return { kind: "time", at: seconds };
      return name === "hour" || name === "minute" ? partOfTime(name, seconds) : partOfDay(name, at);
    }
    case "day":
      return partOfDay(name, value.at);
    case "time":
      return partOfTime(name, value.at);
    case "text":
      return name === "length" ? number([...value.text].length) : "unclear";
    case "list":
      if (name === "count") return number(value.items.length);
      return name === "first"
        ? value.items[0]
        : name === "last"
          ? value.items[value.items.length - 1]
          : "unclear";
    case "money":
      if (name === "amount") return { kind: "number", value: value.value };
      return name === "currency" ? { kind: "text", text: looking.currency } : "unclear";
    default:
      return "unclear";
  }
}
