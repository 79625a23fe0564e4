import type { CrmSchema as CompilerSchema, calendarOf, ratesOf } from "@onstage/compiler";
import type { RuleSet, CrmSchema as RuntimeSchema } from "@onstage/runtime/rules";
import { expectTypeOf, it } from "vitest";

it("compiler and runtime, which do not know each other, mean the same by a CRM schema, a calendar and rates", () => {
  expectTypeOf<CompilerSchema>().toEqualTypeOf<RuntimeSchema>();
  expectTypeOf<ReturnType<typeof calendarOf>>().toEqualTypeOf<RuleSet["calendar"]>();
  expectTypeOf<ReturnType<typeof ratesOf>>().toEqualTypeOf<RuleSet["rates"]>();
});
