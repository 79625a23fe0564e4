import type { Call, Expression, Missing, Name, PipelineChoice, Quoted, RecordEntry, Span } from "./tree.ts";

/** The tree of a test: what is given, what happens, and what is expected of it. */

interface Node extends Span {
  /** True where the text could not be read to its end: checks stay silent on what is broken already. */
  readonly broken?: boolean;
}

/** A rule as a test names it: `followUp`, or `remind.notify` for one of an included group. */
export interface RuleName extends Node {
  readonly kind: "RuleName";
  readonly path: readonly Name[];
}

/** What a mock action does in place of the real one. */
export type MockBehaviour =
  /** `returns { url: "https://pay.example/1" }` */
  | { readonly kind: "returns"; readonly value: Expression }
  /** `fails "no provider" 2 times`; each time without the number. */
  | { readonly kind: "fails"; readonly error?: Expression; readonly times?: Expression }
  /** `takes 2 seconds` */
  | { readonly kind: "takes"; readonly duration: Expression };

/** How a run can stand, as a test asks for it. */
export type ExpectedStatus = "done" | "waiting" | "skipped" | "failed" | "cancelled";

/** What one step of a test does. */
export type TestAct =
  /** `given title: "Acme", amount: 60000` */
  | { readonly kind: "given"; readonly fields: readonly RecordEntry[] }
  /** `set amount = 40000` */
  | { readonly kind: "set"; readonly fields: readonly RecordEntry[] }
  /** `clear amount, contact` */
  | { readonly kind: "clear"; readonly fields: readonly Name[] }
  /** `enter "Won"`, `enter "Product delivery" pipeline "Retail"` */
  | { readonly kind: "enter"; readonly stage: Quoted | Missing; readonly pipeline?: PipelineChoice }
  /** `event invoicePaid(amount: 500)` */
  | { readonly kind: "event"; readonly event: Call | Missing }
  | { readonly kind: "create" | "delete" | "wait" }
  | { readonly kind: "mock"; readonly action: Name | Missing; readonly does: MockBehaviour | Missing }
  /** `expect sendEmail(to: "…") 2 times`, `expect no sendEmail` */
  | {
      readonly kind: "expectCall";
      readonly call: Call;
      readonly negated: boolean;
      readonly times?: Expression;
    }
  | { readonly kind: "expectNothing" | "expectNoTimers" }
  /** `expect waiting followUp until 2026-06-11 10:00`, `expect skipped followUp because amount` */
  | {
      readonly kind: "expectRule";
      readonly status: ExpectedStatus;
      readonly rule: RuleName | Missing;
      readonly until?: Expression;
      readonly because?: Expression;
    }
  | { readonly kind: "expectStage"; readonly stage: Quoted | Missing }
  /** `expect amount: 40000` */
  | { readonly kind: "expectFields"; readonly fields: readonly RecordEntry[] }
  /** `expect closeDate is empty` */
  | { readonly kind: "expectPresence"; readonly field: Name; readonly wanted: "set" | "empty" };

/** A step, and the time that passes before it. */
export interface TestStep extends Node {
  readonly kind: "Step";
  /** `after 3 days` */
  readonly after?: Expression;
  /** `at 2026-06-11 10:00`, `at 10:00` */
  readonly at?: Expression;
  readonly act: TestAct | Missing;
}

/** One row of a table: the values of its columns. */
export interface TestRow extends Node {
  readonly kind: "Row";
  readonly values: readonly Expression[];
}

/** `test "…" for deals at 2026-06-08 10:00 < … >` */
export interface TestDeclaration extends Node {
  readonly kind: "Test";
  readonly name: Quoted | Missing;
  readonly entity: Name | Quoted | Missing;
  readonly pipeline?: PipelineChoice;
  /** The moment at which it begins. */
  readonly at?: Expression;
  /** Names of the columns of its table; none where it has no table. */
  readonly columns: readonly Name[];
  readonly rows: readonly TestRow[];
  readonly steps: readonly TestStep[];
  /** The block sign that opens it, where it stands. */
  readonly open?: Span;
  readonly close?: Span;
  readonly description?: string;
}

/** The expressions of a step, in the order of the text. */
export function expressionsOfStep({ after, at, act }: TestStep): readonly Expression[] {
  return [after, at, ...expressionsOfAct(act)].filter((one) => one !== undefined);
}

function expressionsOfAct(act: TestAct | Missing): readonly (Expression | undefined)[] {
  switch (act.kind) {
    case "given":
    case "set":
    case "expectFields":
      return act.fields.map(({ value }) => value);
    case "event":
      return act.event.kind === "Call" ? [act.event] : [];
    case "mock":
      return expressionsOfMock(act.does);
    case "expectCall":
      return [act.call, act.times];
    case "expectRule":
      return [act.until, act.because];
    default:
      return [];
  }
}

function expressionsOfMock(does: MockBehaviour | Missing): readonly (Expression | undefined)[] {
  switch (does.kind) {
    case "returns":
      return [does.value];
    case "fails":
      return [does.error, does.times];
    case "takes":
      return [does.duration];
    case "Missing":
      return [];
  }
}
