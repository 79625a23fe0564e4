import type { Type } from "./types.ts";

/** A parameter of an action, as a rule gives it. */
export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  /** Its text behind `@param`. */
  readonly description?: string;
}

/** What the compiler knows of an action: plain data, read from its TypeScript without running it. */
export interface ActionSignature {
  readonly name: string;
  /** What emitted code imports it from: a package path, or a path relative to the project. */
  readonly module: string;
  /** Where it stands, for people. */
  readonly file: string;
  readonly line: number;
  readonly description?: string;
  /** Without the context. */
  readonly parameters: readonly Parameter[];
  readonly result: Type;
  /** A second attempt after a crash does no harm (`@repeatable`). */
  readonly repeatable: boolean;
}

/** What is wrong with an action, with its place. */
export interface SignatureProblem {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly problem:
    | {
        readonly kind: "parameter";
        readonly action: string;
        readonly parameter: string;
        readonly type: string;
      }
    | { readonly kind: "context"; readonly action: string }
    | { readonly kind: "syntax"; readonly reason: string }
    | { readonly kind: "none" };
}

/** The actions of some files, and what is wrong in them. */
export interface SignatureSet {
  readonly actions: readonly ActionSignature[];
  readonly problems: readonly SignatureProblem[];
}
