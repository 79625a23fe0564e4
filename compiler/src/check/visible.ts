import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { Parameter } from "../types/signatures.ts";
import type { Declared } from "./file-names.ts";
import type { Meaning } from "./scope.ts";

/** A group of rules, as an `include` needs to know it. */
export interface CheckedGroup {
  readonly declared: Declared;
  /** Undefined where the group says of nothing that there is what it is for; that is reported. */
  readonly entity: NamedEntity | undefined;
  readonly parameters: readonly Parameter[];
  /** Names of its rules, in order, those of groups in it included. Undefined where they are too many. */
  readonly rules: readonly string[] | undefined;
  /** How often it includes a group, those in it included. */
  readonly includes: number;
  /** What is wrong in it by itself, as codes and places: that is reported at the group, and not again where it is included. */
  readonly errors: ReadonlySet<string>;
}

/** By which a problem of a group is known again. */
export const problemKey = (problem: Diagnostic): string => `${problem.code} ${problem.start}`;

/** What a name of a file stands for. The same object means: nothing about it has changed. */
export interface Visible {
  readonly meaning: Meaning;
  readonly group?: CheckedGroup;
}

/** What the declarations of a file see: each other, and what the file imports. */
export interface Visibility {
  readonly find: (name: string) => Visible | undefined;
  /** All names, for “did you mean”. */
  readonly names: () => readonly string[];
}

/** Declared, but without a meaning: that is reported where it is declared. */
export const brokenName: Visible = { meaning: { kind: "broken" } };

/** What was asked of a visibility, and answered. */
export interface Asked {
  readonly answers: ReadonlyMap<string, Visible | undefined>;
  /** All names, where somebody wanted them. */
  readonly names: readonly string[] | undefined;
}

/** A visibility that remembers what it is asked. */
export function remembering({ find, names }: Visibility): {
  readonly visible: Visibility;
  readonly asked: () => Asked;
} {
  const answers = new Map<string, Visible | undefined>();
  let all: readonly string[] | undefined;
  return {
    visible: {
      find: (name) => {
        const answer = find(name);
        answers.set(name, answer);
        return answer;
      },
      names: () => (all ??= names()),
    },
    asked: () => ({ answers, names: all }),
  };
}

/** Whether everything that was asked would be answered in the same way again. */
export function sameAnswers({ answers, names }: Asked, visible: Visibility): boolean {
  if (names !== undefined) {
    const now = visible.names();
    if (now.length !== names.length || now.some((name, index) => name !== names[index])) return false;
  }
  for (const [name, answer] of answers) if (visible.find(name) !== answer) return false;
  return true;
}
