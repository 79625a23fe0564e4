/** What tests have seen of the rules of a project, as plain data: it goes from one process to another. */

/** What was seen of one comparison of a condition. */
export interface SeenCheck {
  /** As it stands in the rule. */
  readonly text: string;
  readonly isTrue: boolean;
  readonly isFalse: boolean;
}

/** What was seen of a rule. */
export interface SeenRule {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** How often it was carried out. */
  readonly done: number;
  readonly hasFailed: boolean;
  readonly checks: readonly SeenCheck[];
  /** Paths of fields that its condition has found missing. */
  readonly missing: readonly string[];
  /** Absent where it waits for no time. */
  readonly timer?: {
    readonly hasFired: boolean;
    readonly wasCancelled: boolean;
    readonly wasReplanned: boolean;
    /** Fields that it follows. */
    readonly fields: readonly string[];
  };
  /** Whether other rules wait for its failure. */
  readonly isCaught: boolean;
}

/** What was seen of a trigger. */
export interface SeenTrigger {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** The event as it stands in the header. */
  readonly name: string;
  readonly moved: number;
  /** Absent where it has none. */
  readonly condition?: { readonly isTrue: boolean; readonly isFalse: boolean };
}

/** What was seen of all of them. */
export interface SeenRules {
  readonly rules: readonly SeenRule[];
  readonly triggers: readonly SeenTrigger[];
}

/** Entries of two lists by their ids; those of both are joined. */
function byId<T extends { readonly id: string }>(
  a: readonly T[],
  b: readonly T[],
  join: (x: T, y: T) => T,
): readonly T[] {
  const found = new Map(a.map((one) => [one.id, one]));
  for (const one of b) {
    const other = found.get(one.id);
    found.set(one.id, other === undefined ? one : join(other, one));
  }
  return [...found.values()];
}

function joinedRule(a: SeenRule, b: SeenRule): SeenRule {
  return {
    ...a,
    done: a.done + b.done,
    hasFailed: a.hasFailed || b.hasFailed,
    checks: a.checks.map((check, index) => ({
      text: check.text,
      isTrue: check.isTrue || b.checks[index]?.isTrue === true,
      isFalse: check.isFalse || b.checks[index]?.isFalse === true,
    })),
    missing: [...new Set([...a.missing, ...b.missing])],
    ...(a.timer !== undefined && {
      timer: {
        fields: a.timer.fields,
        hasFired: a.timer.hasFired || b.timer?.hasFired === true,
        wasCancelled: a.timer.wasCancelled || b.timer?.wasCancelled === true,
        wasReplanned: a.timer.wasReplanned || b.timer?.wasReplanned === true,
      },
    }),
  };
}

function joinedTrigger(a: SeenTrigger, b: SeenTrigger): SeenTrigger {
  return {
    ...a,
    moved: a.moved + b.moved,
    ...(a.condition !== undefined && {
      condition: {
        isTrue: a.condition.isTrue || b.condition?.isTrue === true,
        isFalse: a.condition.isFalse || b.condition?.isFalse === true,
      },
    }),
  };
}

/** What the tests of several processes have seen together. */
export function joinSeen(all: readonly SeenRules[]): SeenRules {
  return all.reduce<SeenRules>(
    (a, b) => ({
      rules: byId(a.rules, b.rules, joinedRule),
      triggers: byId(a.triggers, b.triggers, joinedTrigger),
    }),
    { rules: [], triggers: [] },
  );
}
