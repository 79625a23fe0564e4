import { present, type Type } from "../../../types/types.ts";
import { day, isDay, isMoment, shownAt } from "./calendar.ts";
import { compare, cutTo, type Exact, isWhole, whole } from "./exact.ts";
import type { Answer, Looking, Value } from "./items.ts";
import { unitOf } from "./reader.ts";
import { examples, holds } from "./spans.ts";
import { passes, textsThat } from "./text-tests.ts";
import type { Values, Variable } from "./values.ts";

/** Decimals beyond these are not thought up. */
const mostDecimals = 8;

/** A number of a variable as a value of its type; undefined where the type has no such value. */
export function valueOfExact(type: Type, value: Exact): Value | undefined {
  const unit = unitOf(type);
  const isFine = type.kind === "plain" && type.name !== "Integer";
  if (isFine && (unit === "number" || unit === "money")) {
    return compare(cutTo(value, mostDecimals), value) === 0 ? { kind: unit, value } : undefined;
  }
  if (!isWhole(value)) return undefined;
  const at = Number(value.over);
  switch (unit) {
    case "number":
      return { kind: unit, value };
    case "day":
      return isDay(at) ? { kind: "day", at } : undefined;
    case "moment":
      return isMoment(at) ? { kind: "moment", at } : undefined;
    case "time":
      return { kind: "time", at };
    default:
      return undefined;
  }
}

/** A value as the number that conditions reckon with. */
export function exactOf(value: Value): Exact | undefined {
  switch (value.kind) {
    case "number":
    case "money":
      return value.value;
    case "day":
    case "moment":
    case "time":
      return whole(value.at);
    case "duration": {
      const { months, days, milliseconds, workingDays, workingMilliseconds } = value.value;
      const isPlain = months === 0 && workingDays === 0 && workingMilliseconds === 0;
      return isPlain ? whole(days * day + milliseconds) : undefined;
    }
    default:
      return undefined;
  }
}

/** What a value of a choice is known by. */
function idOf(value: Value): string | undefined {
  switch (value.kind) {
    case "boolean":
      return String(value.value);
    case "id":
      return value.id;
    case "text":
      return value.text;
    default:
      return undefined;
  }
}

/** Whether a value is among those that are meant; undefined where that cannot be told. */
export function belongs(values: Values, answer: Answer): boolean | undefined {
  if (answer === "unclear") return undefined;
  if (answer === undefined) return values.missing;
  switch (values.kind) {
    case "ordered": {
      const exact = exactOf(answer);
      return exact && holds(values.spans, exact);
    }
    case "choice": {
      const id = idOf(answer);
      if (id === undefined) return answer.kind === "item" && values.but ? true : undefined;
      return values.ids.has(id) !== values.but;
    }
    case "text": {
      if (answer.kind !== "text") return undefined;
      const verdicts = [
        ...values.must.map((test) => passes(test, answer.text)),
        ...values.mustNot.map((test) => {
          const passed = passes(test, answer.text);
          return passed === undefined ? undefined : !passed;
        }),
      ];
      if (!values.present || verdicts.includes(false)) return false;
      return verdicts.includes(undefined) ? undefined : true;
    }
    case "list": {
      if (answer.kind !== "list") return undefined;
      const ids = new Set(answer.items.flatMap((one) => (one.kind === "id" ? [one.id] : [])));
      return (
        values.present &&
        (values.filled === undefined || values.filled === answer.items.length > 0) &&
        [...values.must].every((id) => ids.has(id)) &&
        ![...values.mustNot].some((id) => ids.has(id))
      );
    }
  }
}

/** Numbers to begin with, where anything goes. */
function usual(type: Type, looking: Looking): Exact {
  switch (unitOf(type)) {
    case "day":
      return whole(Math.floor(shownAt(looking.now, looking.timezone) / day) + 14);
    case "moment":
      return whole(looking.now + 14 * day);
    case "time":
      return whole(10 * 60 * 60);
    default:
      return whole(100);
  }
}

/** Days and moments all over a year, for conditions on a part of them. */
function allOver(type: Type, looking: Looking): readonly Exact[] {
  const unit = unitOf(type);
  const today = Math.floor(shownAt(looking.now, looking.timezone) / day);
  const days = Array.from({ length: 370 }, (_, index) => index + 1);
  if (unit === "day") return days.map((ahead) => whole(today + ahead));
  if (unit !== "moment") return [];
  const halfHours = Array.from({ length: 48 }, (_, index) => whole(looking.now + index * 30 * 60 * 1000));
  return [...halfHours, ...days.map((ahead) => whole(looking.now + ahead * day))];
}

/** Moments at which to look: the given one, those that are asked for, and others all over a year. */
export function momentsToLook(
  now: Values | undefined,
  today: Values | undefined,
  looking: Looking,
): readonly number[] {
  const asked = [now, today].flatMap((values, index) => {
    if (values?.kind !== "ordered") return [];
    const near = index === 0 ? looking.now : Math.floor(shownAt(looking.now, looking.timezone) / day);
    return examples(values.spans, whole(near)).map((one) => Number(one.over) * (index === 0 ? 1 : day));
  });
  const around = Array.from({ length: 48 }, (_, index) => looking.now + index * 30 * 60 * 1000);
  const ahead = Array.from({ length: 400 }, (_, index) => looking.now + (index + 1) * day);
  const noons = asked.map((at) => Math.floor(at / day) * day + day / 2);
  return [looking.now, ...asked, ...noons, ...around, ...ahead].filter(isMoment);
}

const plainTexts: Partial<Readonly<Record<string, string>>> = {
  Email: "ann@example.com",
  Phone: "+491234567",
  Url: "https://example.com/order",
  File: "contract.pdf",
};

function userIds(looking: Looking): readonly string[] {
  const users = looking.schema.users ?? [];
  return users
    .toSorted((a, b) => Number(b.active !== false) - Number(a.active !== false))
    .map((user) => String(user.id));
}

function ofId(type: Type, id: string): Value {
  if (type.kind === "choice") return { kind: "text", text: id };
  return type.kind === "plain" && type.name === "Boolean"
    ? { kind: "boolean", value: id === "true" }
    : { kind: "id", id };
}

function members(type: Type, values: Extract<Values, { kind: "list" }>, looking: Looking): readonly Value[] {
  const of = type.kind === "list" ? present(type.of) : type;
  const must = [...values.must].map((id): Value => ({ kind: "id", id }));
  if (must.length > 0 || values.filled !== true) return must;
  const known = of.kind === "option" ? of.options.map((option) => option.id) : userIds(looking);
  const free = known.find((id) => !values.mustNot.has(id));
  if (of.kind === "plain" && of.name === "Text") return [{ kind: "text", text: "sample" }];
  return free === undefined ? [] : [{ kind: "id", id: free }];
}

/**
 * Values of a field that are among those meant, the plainest first; `undefined` for none at all.
 *
 * @param isWide whether values far from the usual are wanted, for conditions on parts of them
 */
export function candidatesFor(
  variable: Variable,
  values: Values,
  looking: Looking,
  isWide: boolean,
): readonly (Value | undefined)[] {
  const type = present(variable.expression.type);
  const there = (): readonly (Value | undefined)[] => {
    switch (values.kind) {
      case "ordered": {
        const near = usual(type, looking);
        const wide = isWide ? allOver(type, looking).filter((one) => holds(values.spans, one)) : [];
        return [...examples(values.spans, near), ...wide].flatMap((one) => valueOfExact(type, one) ?? []);
      }
      case "choice": {
        const known =
          variable.domain.kind === "choice" && variable.domain.ids !== undefined
            ? variable.domain.ids
            : [...values.ids, ...userIds(looking)];
        return [...new Set(known)]
          .filter((id) => values.ids.has(id) !== values.but)
          .map((id) => ofId(type, id));
      }
      case "text": {
        if (!values.present) return [];
        const plain = (type.kind === "plain" && plainTexts[type.name]) || "Sample";
        return textsThat(values.must, values.mustNot, plain).map((text): Value => ({ kind: "text", text }));
      }
      case "list":
        return values.present ? [{ kind: "list", items: members(type, values, looking) }] : [];
    }
  };
  const none = values.missing ? [undefined] : [];
  return [...there(), ...none];
}
