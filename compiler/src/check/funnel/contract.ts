import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlacedDeclaration } from "../checked.ts";

/** A file of a program, as the analyses of the whole funnel take it. */
export interface FunnelFile {
  /** As the project knows it. */
  readonly path: string;
  readonly text: string;
  /** Declarations that mean the same as before are the same objects, so that what is known of them can be kept. */
  readonly declarations: readonly PlacedDeclaration[];
}

/** What an analysis has found, and in which file. Places count from the start of that file. */
export interface FunnelFinding {
  readonly file: string;
  readonly diagnostic: Diagnostic;
}
