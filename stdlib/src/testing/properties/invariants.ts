import type { Run } from "@onstage/runtime";
import { itemName } from "../record.ts";
import type { Lived } from "./live.ts";

/** Something that holds in every life of an item. */
export interface Invariant {
  /** What holds, in a few words. */
  readonly name: string;
  /** How it does not hold, in a sentence; undefined where it does. */
  readonly broken: (lived: Lived) => string | undefined;
}

function effectOf(run: Run): string {
  return `${itemName(run.item)} ${run.visit} ${run.action} ${JSON.stringify(run.args)}`;
}

/** In one visit of a stage no rule runs twice, and no action does the same twice. */
export const noEffectTwice: Invariant = {
  name: "no effect twice in a visit",
  broken: ({ record }) => {
    const rules = new Set<string>();
    const effects = new Map<string, Run>();
    for (const run of record.runs().filter(({ occasion }) => occasion === null)) {
      const rule = `${itemName(run.item)} ${run.visit} ${run.ruleId}`;
      if (rules.has(rule)) return `${run.rule} has two runs in one visit of “${run.stage}”`;
      rules.add(rule);
      if (run.status !== "done") continue;
      const other = effects.get(effectOf(run));
      if (other !== undefined)
        return `${other.rule} and ${run.rule} have done the same in one visit of “${run.stage}”: ${run.action} with ${JSON.stringify(run.args)}`;
      effects.set(effectOf(run), run);
    }
    return undefined;
  },
};

/** Nothing that belongs to a stage begins when the item has left it. */
export const noneAfterLeaving: Invariant = {
  name: "no effect after leaving the stage",
  broken: ({ record, performed }) => {
    for (const { call, visit } of performed) {
      const run = record.run(call.run.id);
      if (run === undefined || run.occasion !== null || run.visit === visit) continue;
      return `${run.rule} began at ${call.now}, when ${itemName(run.item)} had left “${run.stage}”`;
    }
    return undefined;
  },
};

/** Everything comes to an end: nothing goes round in circles, and nothing waits for ever. */
export const alwaysEnds: Invariant = {
  name: "always ends",
  broken: ({ record, endless }) => {
    const circle = record.runs().find(({ why }) => why.code === "budget");
    if (circle !== undefined) return `${circle.rule} goes round in circles: ${circle.reason}`;
    return endless;
  },
};

/** A value that a person has given is not taken back by a rule at that very moment, or by one that has not seen it. */
export const editsSurvive: Invariant = {
  name: "people's edits survive",
  broken: ({ record }) => {
    const edits = new Map<string, { readonly at: string; readonly value: string }>();
    for (const { item, kind, by, at, fields = {} } of record.changes()) {
      if (kind !== "updated") continue;
      const run = record.run(by);
      for (const [name, value] of Object.entries(fields)) {
        const key = `${itemName(item)} ${name}`;
        const edit = edits.get(key);
        const now = JSON.stringify(value.new);
        if (run === undefined) edits.set(key, { at, value: now });
        else if (
          edit !== undefined &&
          edit.value !== now &&
          (edit.at === at || (run.started ?? at) < edit.at)
        )
          return `a person has set ${name} to ${edit.value} at ${edit.at}, and ${run.rule} made it ${now} without having waited`;
        else edits.delete(key);
      }
    }
    return undefined;
  },
};

/** All invariants that are ready. */
export const invariants: readonly Invariant[] = [noEffectTwice, noneAfterLeaving, alwaysEnds, editsSurvive];
