import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { CrmSchema } from "../schema/format.ts";
import type { ActionSignature } from "../types/signatures.ts";

/** Everything outside a file that its rules are checked against. */
export interface World {
  readonly schema: CrmSchema;
  readonly actions: ReadonlyMap<string, ActionSignature>;
  /** ISO 4217 code of bare numbers beside money. */
  readonly currency: string;
}

/** Takes what a check has found. */
export type Report = (diagnostic: Diagnostic) => void;
