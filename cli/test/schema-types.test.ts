import type { CrmSchema as CompilerSchema } from "@onstage/compiler";
import type { CrmSchema as RuntimeSchema } from "@onstage/runtime/rules";
import { expectTypeOf, it } from "vitest";

it("compiler and runtime, which do not know each other, mean the same by a CRM schema", () => {
  expectTypeOf<CompilerSchema>().toEqualTypeOf<RuntimeSchema>();
});
