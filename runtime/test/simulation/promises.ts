import type { Act, Run, Visit } from "../../src/engine/state.ts";
import type { ActionCall } from "../../src/index.ts";
import type { Write } from "../../src/ledger/port.ts";
import type { LoadedRuleSet, Rule } from "../../src/rules/ruleset.ts";

/**
 * What the service promises, told of nothing but what became true in the ledger, in order, and of the calls that were
 * made. It knows the rules by what they say, and the engine not at all.
 */
export interface Promises {
  /** A write has become true. */
  readonly committed: (write: Write, now: number) => void;
  /** An attempt begins outside. */
  readonly called: (call: ActionCall) => void;
  /** The process died: nobody knows what became of what was running. */
  readonly died: () => void;
  /** What has been broken up to now, a sentence each. */
  readonly broken: () => readonly string[];
  readonly runs: () => readonly Run[];
  readonly visits: () => readonly Visit[];
  /** What people decided about a run. */
  readonly acts: (run: string) => readonly Act[];
}

const ENDED: ReadonlySet<string> = new Set(["done", "failed", "skipped", "cancelled"]);

const itemOf = ({ item }: { readonly item: { readonly entity: string; readonly id: number } }): string =>
  `${item.entity}/${item.id}`;

/** The names of the rules that have to end before this one may start. */
function firstsOf(rule: Rule): readonly string[] {
  return [...rule.after.map((one) => one.rule), ...rule.uses];
}

/** Watches over the promises of a service that runs one rule set. */
export function watchPromises(ruleSet: LoadedRuleSet): Promises {
  // Names are unique in a block; the id of a rule tells which one.
  const firsts = new Map<string, readonly string[]>(
    ruleSet.blocks.flatMap((block) => {
      const ids = new Map(block.rules.map((rule) => [rule.name, rule.id]));
      return block.rules.map(
        (rule) => [rule.id, firstsOf(rule).flatMap((name) => ids.get(name) ?? [])] as const,
      );
    }),
  );
  const repeatable = new Set(
    ruleSet.blocks.flatMap((block) => block.rules.flatMap((rule) => (rule.repeatable ? [rule.id] : []))),
  );
  const runs = new Map<string, Run>();
  const visits = new Map<string, Visit>();
  const deleted = new Set<string>();
  const acts: Act[] = [];
  const attempts = new Set<string>();
  const confirmed = new Set<string>();
  const cutOff = new Set<string>();
  const faults: string[] = [];
  const expect = (holds: boolean, sentence: () => string): void => {
    if (!holds) faults.push(sentence());
  };

  const isOpen = (run: Run): boolean => {
    if (deleted.has(itemOf(run))) return false;
    return run.occasion !== null || visits.get(`${itemOf(run)} ${run.visit}`)?.left === null;
  };
  const siblings = (run: Run): readonly Run[] =>
    [...runs.values()].filter(
      (other) =>
        itemOf(other) === itemOf(run) && other.visit === run.visit && other.occasion === run.occasion,
    );

  const takeVisit = (visit: Visit): void => {
    const key = `${itemOf(visit)} ${visit.visit}`;
    const old = visits.get(key);
    if (old === undefined) {
      const open = [...visits.values()].filter((one) => itemOf(one) === itemOf(visit) && one.left === null);
      expect(open.length === 0, () => `${key} was opened while ${open.length} were open`);
    } else {
      expect(old.left === null, () => `${key} was left, and changed later`);
    }
    visits.set(key, visit);
  };

  /** A run begins an attempt: it must be its time, in order, and in its stage. */
  const takeStart = (run: Run, now: number, byPerson: boolean): void => {
    expect(isOpen(run), () => `${run.id} started after its item had left`);
    expect(!confirmed.has(run.id), () => `${run.id} started although its effect was confirmed`);
    if (byPerson) return;
    const repeats = cutOff.has(run.id) && !repeatable.has(run.ruleId);
    expect(!repeats, () => `${run.id} was cut off by a crash, and is repeated although it may not be`);
    const due = run.due === null ? null : Date.parse(run.due);
    expect(due !== null && due <= now, () => `${run.id} started at ${now}, before its moment ${due}`);
    const before = new Map(siblings(run).map((one) => [one.ruleId, one]));
    for (const id of firsts.get(run.ruleId) ?? []) {
      const first = before.get(id);
      expect(first !== undefined && ENDED.has(first.status), () => `${run.id} started before ${id} ended`);
    }
  };

  const takeRun = (run: Run, now: number, decided: ReadonlySet<string>): void => {
    const old = runs.get(run.id);
    if (old !== undefined && ENDED.has(old.status) && old.status !== run.status) {
      // A person starts one anew, and what was skipped for want of it waits again.
      const anew = decided.has(run.id) || (old.status === "skipped" && decided.size > 0);
      expect(anew, () => `${run.id} was ${old.status} and became ${run.status}`);
    }
    if (old !== undefined)
      expect(run.key === old.key || run.turn !== old.turn, () => `${run.id} got another key`);
    runs.set(run.id, run);
    const starts = run.status === "running" && old?.status !== "running";
    if (starts) {
      const byPerson = acts.some((act) => act.run === run.id && act.what !== "stop");
      takeStart(run, now, byPerson);
    }
    if (run.status === "done") confirmed.add(run.id);
    if (old?.status === "done" && decided.has(run.id)) confirmed.delete(run.id);
  };

  return {
    committed: (write, now) => {
      for (const act of write.acts) acts.push(act);
      const decided = new Set(write.acts.map((act) => act.run));
      const former = new Map(write.runs.map((run) => [run.id, runs.get(run.id)]));
      for (const visit of write.visits) takeVisit(visit);
      if (write.deleted !== null) deleted.add(itemOf(write.deleted));
      for (const run of write.runs) takeRun(run, now, decided);
      for (const { change } of write.changes) {
        if (change.kind === "noted" || !runs.has(change.by)) continue;
        const was = former.get(change.by);
        expect(was?.status === "running", () => `${change.by} changed its item while it was ${was?.status}`);
      }
    },
    called: (call) => {
      const run = runs.get(call.run.id);
      const attempt = `${call.run.key} ${run?.attempts}`;
      expect(run?.status === "running", () => `${call.run.id} was called while it was ${run?.status}`);
      expect(run?.args !== null, () => `${call.run.id} was called before its arguments were written`);
      expect(!attempts.has(attempt), () => `${call.run.id} made its attempt ${run?.attempts} twice`);
      attempts.add(attempt);
    },
    died: () => {
      for (const run of runs.values()) if (run.status === "running") cutOff.add(run.id);
    },
    broken: () => faults,
    runs: () => [...runs.values()],
    visits: () => [...visits.values()],
    acts: (run) => acts.filter((act) => act.run === run),
  };
}
