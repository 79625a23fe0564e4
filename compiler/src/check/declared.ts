import type { Parameter } from "../types/signatures.ts";
import type { Type } from "../types/types.ts";
import type { CheckedExpression, DeclaredName } from "./checked.ts";

/** A constant or a function that expressions can name. */
export type DeclaredValue =
  | {
      readonly kind: "constant";
      readonly of: DeclaredName;
      /** Unknown where the constant itself is wrong, which is reported there. */
      readonly type: Type;
      /** What it stands for, for whoever needs the value itself: a fixed length of time, a pattern. */
      readonly value: CheckedExpression;
    }
  | {
      readonly kind: "function";
      readonly of: DeclaredName;
      readonly parameters: readonly Parameter[];
      readonly result: Type;
    };
