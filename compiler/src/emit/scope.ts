import type { DeclaredName, Origin } from "../check/checked.ts";
import type { Type } from "../types/types.ts";
import type { Code } from "./code.ts";

/** How a constant or a function is written, which is how it has to be called. */
export interface Form {
  /** A constant that is a value; other constants are functions. */
  readonly value: boolean;
  /** Whether it depends on the moment of looking or the setting. */
  readonly looks: boolean;
  /** Types of a function's parameters. */
  readonly parameters: readonly Type[];
}

/** What an emitted expression refers to beyond itself. */
export interface ExpressionScope {
  /** The section that its places count from. */
  readonly origin: Origin;
  /** What a stack frame of it is called: the name of the rule. */
  readonly frame?: string;
  /** Notes that something of `@onstage/runtime/rules` is used. */
  readonly use: (helper: string) => string;
  /** What values of the item, the moment and the setting are read from; notes that it is used. */
  readonly looking: () => string;
  /** Keeps a value that is always the same beside the rules, and gives it a name like the one that is wanted. */
  readonly keep: (wanted: string, code: string, remark?: string) => string;
  /** A constant or a function, as it is called from here. */
  readonly declared: (of: DeclaredName) => { readonly code: string; readonly form: Form };
  /** What a helper rule of the block returns. */
  readonly resultType: (rule: string) => Type;
  /** What the event of the block brings with it. */
  readonly eventType: Type;
  /** The CRM schema as a value: where users are looked up. */
  readonly schema: () => string;
}

/** Code that comes from a place of the section. */
export function placed(code: Code, start: number, { origin }: ExpressionScope, name?: string): Code {
  const offset = origin.offset + start;
  return { code, origin: { file: origin.file, offset, ...(name === undefined ? {} : { name }) } };
}
