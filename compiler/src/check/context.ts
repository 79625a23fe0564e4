import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { CrmSchema } from "../schema/format.ts";
import type { ActionSignature, TriggerSignature } from "../types/signatures.ts";

/** Everything outside a file that its rules are checked against. */
export interface World {
  readonly schema: CrmSchema;
  readonly actions: ReadonlyMap<string, ActionSignature>;
  /** Events from outside, by name. What the engine itself knows, `created` and `fieldChanged`, is not among them. */
  readonly triggers: ReadonlyMap<string, TriggerSignature>;
  /** ISO 4217 code of bare numbers beside money. */
  readonly currency: string;
  /** Codes of the other currencies that the project has a rate for. */
  readonly rated: ReadonlySet<string>;
  /** Names that the schema does not know are warnings, and what needs them is left out: the schema may be old. */
  readonly softSchema: boolean;
}

/** Takes what a check has found. */
export type Report = (diagnostic: Diagnostic) => void;
