import type { startService } from "@onstage/runtime/service";

/** What a build has come to, as plain data: it is told from one process to another. */
export type BuildReport =
  | {
      readonly kind: "built";
      readonly folder: string;
      readonly rules: number;
      /** What the environment lacks for its actions, a sentence each. */
      readonly lacks: readonly string[];
    }
  /** Something is wrong in the project's files. */
  | ({ readonly kind: "wrong" } & Wrong)
  /** Something is in the way that a person can mend: what a `UsageError` says. */
  | { readonly kind: "usage"; readonly message: string; readonly help: string }
  /** What the system refused, or a bug. */
  | {
      readonly kind: "broke";
      readonly code?: string;
      readonly path?: string;
      readonly message: string;
      readonly stack?: string;
    };

/** What is wrong, for whoever asks a running service to take the rules anew. */
type Wrong = Omit<
  Extract<
    Awaited<ReturnType<NonNullable<Parameters<typeof startService>[0]["reload"]>>>,
    { readonly ok: false }
  >,
  "ok"
>;
