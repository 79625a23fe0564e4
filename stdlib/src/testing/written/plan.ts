import type { Duration, Json } from "@onstage/runtime/rules";

/**
 * Tests of the rule language as data, as the compiler hands them over. Moments are those of the project's zone.
 */

/** A value that a test says. */
export type TestValue =
  | { readonly kind: "json"; readonly value: Json }
  /** `YYYY-MM-DDTHH:MM:SS` in the project's zone. */
  | { readonly kind: "moment"; readonly value: string }
  | { readonly kind: "money"; readonly amount: string; readonly currency: string }
  | { readonly kind: "duration"; readonly value: Duration }
  | { readonly kind: "user"; readonly id: number; readonly name: string }
  | { readonly kind: "option"; readonly id: string; readonly title: string }
  | { readonly kind: "stage"; readonly id: string; readonly title: string }
  | { readonly kind: "list"; readonly items: readonly TestValue[] }
  | { readonly kind: "record"; readonly entries: TestFields }
  /** An item that is linked to: it is put in place before the test begins. */
  | { readonly kind: "item"; readonly entity: string; readonly fields: TestFields };

/** Values by the names of their fields. */
export type TestFields = Readonly<Record<string, TestValue>>;

/** Where an item stands: titles, as the schema has them. */
export interface TestPlace {
  readonly stage: string;
  /** Where the items have several pipelines. */
  readonly pipeline?: string;
}

/** What a mock action does. */
export type WrittenMock =
  | { readonly kind: "returns"; readonly value: TestValue }
  | { readonly kind: "fails"; readonly error?: string; readonly times?: number }
  | { readonly kind: "takes"; readonly duration: Duration };

/** What a step does or expects. */
export type WrittenAct =
  | { readonly kind: "given"; readonly fields: TestFields; readonly place?: TestPlace }
  | { readonly kind: "set"; readonly fields: TestFields }
  | { readonly kind: "clear"; readonly fields: readonly string[] }
  | { readonly kind: "enter"; readonly place: TestPlace }
  | { readonly kind: "event"; readonly type: string; readonly payload: TestFields }
  | { readonly kind: "create" | "delete" | "wait" }
  | { readonly kind: "mock"; readonly action: string; readonly does: WrittenMock }
  | {
      readonly kind: "expectCall";
      readonly action: string;
      readonly args: TestFields;
      readonly negated: boolean;
      readonly times?: number;
    }
  | { readonly kind: "expectNothing" | "expectNoTimers" }
  | {
      readonly kind: "expectRule";
      readonly status: "done" | "waiting" | "skipped" | "failed" | "cancelled";
      readonly rule: string;
      readonly until?: string;
      /** The path of a field that its condition read, or words of its reason. */
      readonly because?: { readonly kind: "field" | "words"; readonly text: string };
    }
  | { readonly kind: "expectStage"; readonly stages: readonly string[] }
  | { readonly kind: "expectFields"; readonly fields: TestFields }
  | { readonly kind: "expectPresence"; readonly field: string; readonly wanted: "set" | "empty" };

/** A step with the time that passes before it. */
export interface WrittenStep {
  /** In its file, counted from 1. */
  readonly line: number;
  readonly column: number;
  /** As the formatter writes it on one line. */
  readonly text: string;
  readonly after?: Duration;
  /** A moment, or a time of day: `HH:MM:SS`. */
  readonly at?: string;
  readonly act: WrittenAct;
}

/** A test, or one row of it. */
export interface WrittenTest {
  readonly file: string;
  readonly line: number;
  /** With the values of its row behind it, where it has a table. */
  readonly name: string;
  readonly entity: string;
  /** The place of an item of which nothing is said: the first stage of the pipeline. Absent for items without stages. */
  readonly first?: TestPlace;
  /** The moment at which it begins; Monday, 2 March 2026, 9:00 if left out. */
  readonly at?: string;
  readonly steps: readonly WrittenStep[];
}
