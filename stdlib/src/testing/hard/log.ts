import type { ActionCall, ActionOutcome } from "@onstage/runtime";
import type { Deed } from "../deeds.ts";
import type { Steer } from "../mock-actions.ts";

/** One thing that a test did. */
export type Logged =
  | {
      readonly kind: "deed";
      readonly deed: Deed;
      /** Milliseconds since 1970. */
      readonly at: number;
      /** Which of the things that were planned with `at` it is part of; 0 for none. */
      readonly planned: number;
    }
  | { readonly kind: "steer"; readonly steer: Steer };

/** An attempt of a run, and how it ended. */
export interface Attempt {
  readonly args: string;
  readonly outcome: ActionOutcome;
}

/** All that a test did, in order. */
export interface Log {
  readonly all: readonly Logged[];
  /** The attempts that were made, by the ids of their runs. */
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
  readonly performed: (call: ActionCall, outcome: ActionOutcome) => void;
  /** The ids of items that deeds have created. */
  readonly ids: ReadonlyMap<Deed, number>;
  readonly created: (deed: Deed, id: number) => void;
  readonly did: (deed: Deed, at: number, planned: number) => void;
  readonly steered: (steer: Steer) => void;
}

/** Makes an empty log. */
export function createLog(): Log {
  const all: Logged[] = [];
  const attempts = new Map<string, Attempt[]>();
  const ids = new Map<Deed, number>();
  return {
    all,
    attempts,
    ids,
    created: (deed, id) => void ids.set(deed, id),
    performed: ({ run, args }, outcome) => {
      const known = attempts.get(run.id) ?? [];
      known.push({ args: JSON.stringify(args), outcome });
      attempts.set(run.id, known);
    },
    did: (deed, at, planned) => void all.push({ kind: "deed", deed, at, planned }),
    steered: (steer) => void all.push({ kind: "steer", steer }),
  };
}
