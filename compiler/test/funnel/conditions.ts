import fc from "fast-check";
import type { CheckedExpression, Computation, PathStep, Test } from "../../src/check/checked.ts";
import type { CrmSchema, Field } from "../../src/schema/format.ts";
import type { NamedEntity } from "../../src/schema/lookups.ts";
import { fieldType, optional, plain, type Type } from "../../src/types/types.ts";

/** A schema with a field of every kind, some required. */
const sources = ["WEB", "CALL", "PARTNER"].map((id) => ({ id, title: `${id.toLowerCase()} form` }));
export const schema: CrmSchema = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      fields: {
        title: { type: "Text", required: true },
        note: { type: "Text" },
        amount: { type: "Money" },
        paid: { type: "Money" },
        pieces: { type: "Integer", required: true },
        discount: { type: "Number" },
        isTest: { type: "Boolean", required: true },
        isRepeat: { type: "Boolean" },
        source: { type: "Option", options: sources },
        priority: { type: "Option", required: true, options: sources },
        closeDate: { type: "Date" },
        paymentDue: { type: "Date", required: true },
        callAt: { type: "Time" },
        responsible: { type: "User", required: true },
        deputy: { type: "User" },
        observers: { type: "User", many: true },
        contact: { type: "Link", entity: "contacts" },
      },
    },
    contacts: {
      title: "Contacts",
      item: "Contact",
      fields: { name: { type: "Text", required: true }, email: { type: "Email" } },
    },
  },
  users: [
    { id: 1, name: "Anna", manager: 9 },
    { id: 9, name: "Max" },
  ],
};

const dealsEntity = schema.entities.deals;
if (dealsEntity === undefined) throw new Error("the schema has deals");
export const deals: NamedEntity = { name: "deals", entity: dealsEntity };

const span = { start: 0, end: 0 };
const answer = plain("Boolean");

function field(name: string): CheckedExpression {
  const found: Field | undefined = dealsEntity?.fields[name];
  if (found === undefined) throw new Error(`there is no field ${name}`);
  return { kind: "field", path: [{ name, ownerMayBeMissing: false }], type: fieldType(name, found), ...span };
}

function ofContact(name: "name" | "email"): CheckedExpression {
  const path: readonly PathStep[] = [
    { name: "contact", ownerMayBeMissing: false },
    { name, ownerMayBeMissing: true },
  ];
  return { kind: "field", path, type: optional(plain(name === "email" ? "Email" : "Text")), ...span };
}

const text = (value: string): CheckedExpression => ({
  kind: "text",
  parts: [{ kind: "chars", value }],
  type: plain("Text"),
  ...span,
});
const number = (value: number): CheckedExpression => ({
  kind: "number",
  value: String(value),
  type: plain("Number"),
  ...span,
});
const money = (value: number): CheckedExpression => ({
  kind: "money",
  value: String(value),
  currency: "EUR",
  type: plain("Money"),
  ...span,
});
const date = (value: string): CheckedExpression => ({ kind: "date", value, type: plain("Date"), ...span });
const time = (value: string): CheckedExpression => ({ kind: "time", value, type: plain("Time"), ...span });
const option = (id: string, name: string): CheckedExpression => ({
  kind: "option",
  id,
  type: { kind: "option", field: name, options: sources },
  ...span,
});
const user = (id: number): CheckedExpression => ({
  kind: "user",
  user: { id, name: "x" },
  type: plain("User"),
  ...span,
});
const days = (count: number): CheckedExpression => ({
  kind: "duration",
  value: { months: 0, days: count, milliseconds: 0, workingDays: 0, workingMilliseconds: 0 },
  type: plain("Duration"),
  ...span,
});

const mayMiss = (...of: readonly CheckedExpression[]): boolean =>
  of.some((one) => one.type.kind === "optional");

function compute(
  operation: Computation,
  type: Type,
  ...operands: readonly CheckedExpression[]
): CheckedExpression {
  const result = mayMiss(...operands) || operation === "divide" ? optional(type) : type;
  return { kind: "compute", operation, operands, type: result, ...span };
}

const smallNumbers = fc.integer({ min: -3, max: 6 });
const someDays = fc.constantFrom("2026-06-01", "2026-06-08", "2026-06-09", "2026-07-01");
const someTimes = fc.constantFrom("08:00:00", "09:30:00", "20:00:00");
const someTexts = fc.constantFrom("", "a", "ab", "Test", "test b", "B");

const numbers = fc.letrec<{ any: CheckedExpression; leaf: CheckedExpression }>((tie) => ({
  leaf: fc.oneof(fc.constantFrom(field("pieces"), field("discount")), smallNumbers.map(number)),
  any: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc
      .tuple(fc.constantFrom<Computation>("add", "subtract", "multiply"), tie("any"), tie("any"))
      .map(([operation, a, b]) => compute(operation, plain("Number"), a, b)),
    tie("any").map((a) => compute("negate", plain("Number"), a)),
    fc
      .tuple(tie("any"), fc.constantFrom(2, 4))
      .map(([a, b]) => compute("divide", plain("Number"), a, number(b))),
  ),
})).any;

const amounts = fc.oneof(
  fc.constantFrom(field("amount"), field("paid")),
  smallNumbers.map(money),
  fc
    .constantFrom<Computation>("addMoney", "subtractMoney")
    .map((operation) => compute(operation, plain("Money"), field("amount"), field("paid"))),
  fc.constantFrom(-2, 0.5, 2).map((by) => compute("scaleMoney", plain("Money"), field("amount"), number(by))),
);

const dates = fc.oneof(
  fc.constantFrom(field("closeDate"), field("paymentDue")),
  someDays.map(date),
  fc.constant<CheckedExpression>({ kind: "today", type: plain("Date"), ...span }),
  fc
    .tuple(fc.constantFrom(field("closeDate"), field("paymentDue")), fc.integer({ min: 1, max: 3 }))
    .map(([of, by]) => compute("addToDate", plain("Date"), of, days(by))),
);

const texts = fc.oneof(
  fc.constantFrom(field("title"), field("note"), ofContact("name"), ofContact("email")),
  someTexts.map(text),
);

function withElse(of: fc.Arbitrary<CheckedExpression>): fc.Arbitrary<CheckedExpression> {
  return fc.oneof(
    { weight: 5, arbitrary: of },
    {
      weight: 1,
      arbitrary: fc.tuple(of, of).map(
        ([left, right]): CheckedExpression => ({
          kind: "orElse",
          left,
          right,
          type: mayMiss(left) && mayMiss(right) ? optional(right.type) : right.type,
          ...span,
        }),
      ),
    },
  );
}

type Operator = Extract<CheckedExpression, { kind: "compare" }>["operator"];
const anyOperator = fc.constantFrom<Operator>("==", "!=", "<", "<=", ">", ">=");
const equality = fc.constantFrom<Operator>("==", "!=");

function compare(
  of: fc.Arbitrary<CheckedExpression>,
  operators: fc.Arbitrary<Operator> = anyOperator,
  by: "value" | "identity" = "value",
): fc.Arbitrary<CheckedExpression> {
  return fc.tuple(of, operators, of).map(
    ([left, operator, right]): CheckedExpression => ({
      kind: "compare",
      operator,
      left,
      right,
      by,
      type: answer,
      ...span,
    }),
  );
}

function test(
  name: Test,
  left: fc.Arbitrary<CheckedExpression>,
  right: fc.Arbitrary<CheckedExpression>,
): fc.Arbitrary<CheckedExpression> {
  return fc.tuple(left, right, fc.boolean()).map(
    ([a, b, negated]): CheckedExpression => ({
      kind: "test",
      test: name,
      negated,
      left: a,
      right: b,
      by: "value",
      type: answer,
      ...span,
    }),
  );
}

function listOf(of: fc.Arbitrary<CheckedExpression>, one: Type): fc.Arbitrary<CheckedExpression> {
  return fc
    .array(of, { minLength: 1, maxLength: 3 })
    .map((items): CheckedExpression => ({ kind: "list", items, type: { kind: "list", of: one }, ...span }));
}

function rangeOf(of: fc.Arbitrary<CheckedExpression>): fc.Arbitrary<CheckedExpression> {
  return fc
    .tuple(of, of)
    .map(([from, to]): CheckedExpression => ({ kind: "range", from, to, type: from.type, ...span }));
}

const users = fc.oneof(
  fc.constantFrom(field("responsible"), field("deputy")),
  fc.constantFrom(1, 9).map(user),
);
const options = (name: "source" | "priority") =>
  fc.oneof(
    fc.constant(field(name)),
    fc.constantFrom("WEB", "CALL", "PARTNER").map((id) => option(id, name)),
  );

const everyField = [...Object.keys(deals.entity.fields).map(field), ofContact("name"), ofContact("email")];

const simple: fc.Arbitrary<CheckedExpression> = fc.oneof(
  compare(withElse(numbers)),
  compare(withElse(amounts)),
  compare(dates),
  compare(withElse(texts)),
  compare(fc.oneof(fc.constant(field("callAt")), someTimes.map(time))),
  compare(users, equality, "identity"),
  compare(options("source"), equality, "identity"),
  compare(options("priority"), equality, "identity"),
  compare(fc.constantFrom(field("isTest"), field("isRepeat")), equality),
  fc.constantFrom(field("isTest"), field("isRepeat")),
  fc
    .tuple(fc.constantFrom(...everyField), fc.constantFrom<"set" | "empty">("set", "empty"))
    .map(
      ([operand, wanted]): CheckedExpression => ({ kind: "present", operand, wanted, type: answer, ...span }),
    ),
  test("textContains", texts, someTexts.map(text)),
  test("startsWith", texts, someTexts.map(text)),
  test("endsWith", texts, someTexts.map(text)),
  test("inList", options("source"), listOf(options("source"), plain("Text"))),
  test("inList", numbers, listOf(numbers, plain("Number"))),
  test("inList", users, fc.constant(field("observers"))),
  test("listContains", fc.constant(field("observers")), users),
  test("inRange", numbers, rangeOf(numbers)),
  test("inRange", dates, rangeOf(dates)),
  test("inRange", fc.constant(field("callAt")), rangeOf(someTimes.map(time))),
);

/** Conditions of every kind, small enough to have something in common. */
export const conditions: fc.Arbitrary<CheckedExpression> = fc.letrec<{ any: CheckedExpression }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    simple,
    fc
      .tuple(fc.constantFrom<"and" | "or">("and", "or"), fc.array(tie("any"), { minLength: 2, maxLength: 4 }))
      .map(([kind, operands]): CheckedExpression => ({ kind, operands, type: answer, ...span })),
    tie("any").map((operand): CheckedExpression => ({ kind: "not", operand, type: answer, ...span })),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(
      ([condition, then, otherwise]): CheckedExpression => ({
        kind: "if",
        condition,
        then,
        otherwise,
        type: answer,
        ...span,
      }),
    ),
    fc.tuple(tie("any"), tie("any")).map(
      ([left, right]): CheckedExpression => ({
        kind: "compare",
        operator: "==",
        left,
        right,
        by: "value",
        type: answer,
        ...span,
      }),
    ),
  ),
})).any;
