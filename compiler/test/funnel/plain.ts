import fc from "fast-check";
import type { CheckedExpression } from "../../src/check/checked.ts";
import { textOf } from "../../src/check/funnel/logic/exact.ts";
import type { Item, Value } from "../../src/check/funnel/logic/items.ts";

/** A value as plainly as it can be: days and seconds as numbers, users and options by their id. */
export type Plain = number | string | boolean | readonly Plain[] | PlainItem | undefined;
export interface PlainItem {
  readonly [field: string]: Plain;
}

/** The language computes exactly; numbers of JavaScript do not, and minus zero is zero. */
const rounded = (value: number): number => Math.round(value * 1e9) / 1e9 + 0;

/** A second, slow and simple reading of conditions, to hold the other against. `today` is a day since 1970. */
export function plainly(value: CheckedExpression, item: PlainItem, today: number): Plain {
  const of = (one: CheckedExpression): Plain => plainly(one, item, today);
  const answer = (one: CheckedExpression): boolean => of(one) === true;
  const isSet = (one: Plain): boolean =>
    one !== undefined && one !== "" && !(Array.isArray(one) && one.length === 0);
  switch (value.kind) {
    case "number":
    case "money":
      return Number(value.value);
    case "text":
      return value.parts.map((part) => (part.kind === "chars" ? part.value : "")).join("");
    case "boolean":
      return value.value;
    case "duration":
      return value.value.days;
    case "date":
      return Date.parse(value.value) / 86_400_000;
    case "time": {
      const [hours = 0, minutes = 0, seconds = 0] = value.value.split(":").map(Number);
      return hours * 3600 + minutes * 60 + seconds;
    }
    case "today":
      return today;
    case "user":
      return String(value.user.id);
    case "option":
      return value.id;
    case "list":
      return value.items.map(of).filter((one) => one !== undefined);
    case "field": {
      let found: Plain = item;
      for (const { name } of value.path) {
        found = typeof found === "object" && !Array.isArray(found) ? (found as PlainItem)[name] : undefined;
      }
      return found;
    }
    case "compute": {
      const [a, b] = value.operands.map(of);
      if (typeof a !== "number") return undefined;
      if (value.operation === "negate") return rounded(-a);
      if (typeof b !== "number") return undefined;
      if (value.operation.startsWith("add")) return rounded(a + b);
      if (value.operation.startsWith("subtract")) return rounded(a - b);
      if (value.operation === "multiply" || value.operation === "scaleMoney") return rounded(a * b);
      if (value.operation === "divide") return b === 0 ? undefined : rounded(a / b);
      throw new Error(`${value.operation} is not read plainly`);
    }
    case "orElse": {
      const left = of(value.left);
      return isSet(left) ? left : of(value.right);
    }
    case "if":
      return answer(value.condition) ? of(value.then) : of(value.otherwise);
    case "and":
      return value.operands.every(answer);
    case "or":
      return value.operands.some(answer);
    case "not":
      return !answer(value.operand);
    case "present":
      return isSet(of(value.operand)) === (value.wanted === "set");
    case "compare": {
      const [a, b] = [of(value.left), of(value.right)];
      if (a === undefined || b === undefined) return false;
      const comparisons = {
        "==": a === b,
        "!=": a !== b,
        "<": a < b,
        "<=": a <= b,
        ">": a > b,
        ">=": a >= b,
      };
      return comparisons[value.operator];
    }
    case "test": {
      const found = plainTest(value, of);
      return found === undefined ? false : found !== value.negated;
    }
    default:
      throw new Error(`${value.kind} is not read plainly`);
  }
}

function plainTest(
  value: Extract<CheckedExpression, { kind: "test" }>,
  of: (one: CheckedExpression) => Plain,
): boolean | undefined {
  const left = of(value.left);
  if (value.test === "inRange") {
    if (value.right.kind !== "range") throw new Error("a range is wanted");
    const [from, to] = [of(value.right.from), of(value.right.to)];
    if (left === undefined || from === undefined || to === undefined) return undefined;
    if (value.left.kind !== "field" || value.left.path[0]?.name !== "callAt")
      return left >= from && left <= to;
    return from < to ? left >= from && left < to : left >= from || left < to;
  }
  const right = of(value.right);
  if (left === undefined || right === undefined) return undefined;
  if (value.test === "inList" && Array.isArray(right)) return right.includes(left);
  if (value.test === "listContains" && Array.isArray(left)) return left.includes(right);
  const [whole, part] = [String(left).toLowerCase(), String(right).toLowerCase()];
  if (value.test === "textContains") return whole.includes(part);
  return value.test === "startsWith" ? whole.startsWith(part) : whole.endsWith(part);
}

/** A thought-up value, plainly. */
export function plainValue(value: Value): Plain {
  switch (value.kind) {
    case "number":
    case "money":
      return Number(textOf(value.value));
    case "text":
      return value.text;
    case "boolean":
      return value.value;
    case "day":
    case "moment":
    case "time":
      return value.at;
    case "id":
      return value.id;
    case "list":
      return value.items.map(plainValue);
    case "item":
      return plainItem(value.item);
    default:
      throw new Error(`${value.kind} is not read plainly`);
  }
}

/** A thought-up item, plainly. */
export function plainItem(item: Item): PlainItem {
  return Object.fromEntries([...item.fields].map(([name, value]) => [name, plainValue(value)]));
}

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 3 });
const amounts = fc.integer({ min: -4, max: 8 }).map((halves) => halves / 2);
const days = fc.constantFrom("2026-05-31", "2026-06-01", "2026-06-08", "2026-06-10", "2026-07-02");
const texts = fc.constantFrom("a", "AB", "test", "Test b", "b", "ba");
const ids = fc.constantFrom("WEB", "CALL", "PARTNER");
const users = fc.constantFrom("1", "9", "7");
const dayNumbers = days.map((day) => Date.parse(day) / 86_400_000);

/** Items that fit the schema, near what the conditions are about. */
export const items: fc.Arbitrary<PlainItem> = fc.record({
  title: texts,
  note: maybe(fc.oneof(texts, fc.constant(""))),
  amount: maybe(amounts),
  paid: maybe(amounts),
  pieces: fc.integer({ min: -4, max: 8 }),
  discount: maybe(amounts),
  isTest: fc.boolean(),
  isRepeat: maybe(fc.boolean()),
  source: maybe(ids),
  priority: ids,
  closeDate: maybe(dayNumbers),
  paymentDue: dayNumbers,
  callAt: maybe(fc.constantFrom(0, 8 * 3600, 9 * 3600 + 1800, 20 * 3600, 23 * 3600)),
  responsible: users,
  deputy: maybe(users),
  observers: maybe(fc.subarray(["1", "9", "7"])),
  contact: maybe(fc.record({ name: texts, email: maybe(texts) })),
});
