import { createHash } from "node:crypto";
import type { ActionCall, ActionOutcome } from "../../src/index.ts";
import { formWait } from "../random-programs.ts";
import type { Dice } from "./dice.ts";

/** One attempt as the other side sees it. */
export interface Attempt {
  readonly call: ActionCall;
  /** When its effect happens, and when it answers, in milliseconds since 1970. */
  readonly acts: number;
  readonly answers: number;
  /** What it answers; whether there is an effect is said apart, since an answer can hide one. */
  readonly outcome: ActionOutcome;
  readonly hasEffect: boolean;
}

/** The world outside: what really happened there, whatever the service knows of it. */
export interface Outside {
  /** Decides what becomes of an attempt that begins now. */
  readonly begin: (call: ActionCall, now: number) => Attempt;
  /** The effect happens. */
  readonly act: (attempt: Attempt) => void;
  /** How often the effect of a key has happened: a provider that honours keys does a thing once. */
  readonly effects: (key: string) => number;
}

type Changes = Extract<ActionOutcome, { kind: "done" }>["changes"];

/** Ids of what runs make begin here. */
const FIRST_MADE = 1000;

/** The id of what a run makes: the same at each attempt, as one that is reserved for it. */
function madeBy({ run }: ActionCall): number {
  const hash = createHash("sha256").update(run.key).digest();
  return FIRST_MADE + hash.readUInt32BE(0);
}

/** What an action changes, by its name. */
function changesOf(call: ActionCall, dice: Dice): Changes {
  switch (call.action) {
    case "make": {
      // What is made makes no deals of its own, and what makes them day after day makes few: they all have their own rules.
      const id = madeBy(call);
      const isFirst = call.item.id < FIRST_MADE && id % 8 === 0;
      const item = { entity: isFirst ? "deals" : "contacts", id };
      const activity = { kind: "task", title: "made", open: true };
      return [
        { kind: "create", item, fields: isFirst ? { title: "made" } : { name: "made" } },
        { kind: "record", item, activity },
      ];
    }
    case "other": {
      const item = { entity: "deals", id: 1 + dice.roll(2) };
      const fields = { amount: 1 + dice.roll(3) };
      return [dice.onceIn(3) ? { kind: "move", item, stage: "QUALIFIED" } : { kind: "set", item, fields }];
    }
    case "write":
      return [{ kind: "set", fields: { amount: 1 + dice.roll(3) } }];
    case "flag":
      return [{ kind: "set", fields: { urgent: true } }];
    case "move":
      return [{ kind: "move", stage: dice.pick(["NEW", "QUALIFIED", "WAIT_FOR_PAYMENT"]) }];
    default:
      return [];
  }
}

interface Fate {
  readonly outcome: ActionOutcome;
  readonly hasEffect: boolean;
}

/** The form that runs wait for: others are sent as well. */
export const AWAITED = "contact";

function fateOf(call: ActionCall, dice: Dice): Fate {
  const { action, repeatable, run } = call;
  const wait = action === "wait" ? { wait: formWait(call, { form: AWAITED }) } : {};
  const works: Fate = {
    outcome: { kind: "done", result: run.id, changes: changesOf(call, dice), ...wait },
    hasEffect: true,
  };
  if (dice.onceIn(3)) {
    const reason = "no network";
    switch (dice.roll(4)) {
      case 0:
        return { outcome: { kind: "failed", how: "permanent", reason: "no such address" }, hasEffect: false };
      case 1:
        return { outcome: { kind: "failed", how: "transient", reason }, hasEffect: false };
      case 2:
        return {
          outcome: { kind: "failed", how: "transient", reason, retryAfter: 1000 * dice.roll(7200) },
          hasEffect: false,
        };
      default:
        // The line broke before the answer: it may have happened.
        return {
          outcome: repeatable
            ? { kind: "failed", how: "transient", reason, begun: true }
            : { kind: "failed", how: "uncertain", reason },
          hasEffect: dice.onceIn(2),
        };
    }
  }
  return works;
}

/** Makes a world outside whose moods come from the dice. */
export function createOutside(dice: Dice): Outside {
  const counts = new Map<string, number>();
  return {
    begin: (call, now) => {
      const length = dice.pick([0, 1, 500, 30_000, 20 * 60_000]);
      const acts = now + dice.roll(length + 1);
      return { call, acts, answers: now + length, ...fateOf(call, dice) };
    },
    act: ({ call, hasEffect }) => {
      if (!hasEffect) return;
      const { key } = call.run;
      const before = counts.get(key) ?? 0;
      counts.set(key, call.repeatable ? 1 : before + 1);
    },
    effects: (key) => counts.get(key) ?? 0,
  };
}
