import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CrmSchema } from "../../schema/format.ts";
import type { PlacedDeclaration } from "../checked.ts";

/** A file of a program, as the analyses of the whole funnel take it. */
export interface FunnelFile {
  /** As the project knows it. */
  readonly path: string;
  readonly text: string;
  /** Declarations that mean the same as before are the same objects, so that what is known of them can be kept. */
  readonly declarations: readonly PlacedDeclaration[];
}

/** What the analyses know beside the rules. */
export interface FunnelWorld {
  /** What is known of a declaration is kept for as long as this very object is handed in. */
  readonly schema: CrmSchema;
  /** ISO 4217 code of bare numbers beside money. */
  readonly currency: string;
  /** IANA name of the zone that dates and times in rules are meant in. */
  readonly timezone: string;
}

/** What an analysis has found, and in which file. Places count from the start of that file. */
export interface FunnelFinding {
  readonly file: string;
  readonly diagnostic: Diagnostic;
}

/** What was found in all files, to be handed in again with their next version. */
export interface FunnelFindings {
  /** In no order. An analysis that would take too long is silent. */
  readonly findings: readonly FunnelFinding[];
}
