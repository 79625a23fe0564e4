import type { Run } from "../../src/engine/state.ts";
import type { IncomingEvent } from "../../src/index.ts";
import type { Write } from "../../src/ledger/port.ts";
import type { LoadedRuleSet } from "../../src/rules/ruleset.ts";
import { AWAITED } from "./outside.ts";

/** An event that was taken, and the moment that it was taken for. */
export interface Taken {
  readonly event: IncomingEvent;
  readonly at: string;
}

/**
 * What is promised of runs that wait for an event: told of nothing but what became true in the ledger, in order, and of the
 * events that were taken. It knows that they wait for one form, and the engine not at all.
 */
export interface Waits {
  readonly committed: (write: Write, taken: Taken | undefined) => void;
  /** What has been broken up to now, a sentence each. */
  readonly broken: () => readonly string[];
}

const itemOf = ({ item }: Run): string => `${item.entity}/${item.id}`;

function isAwaited({ event }: Taken): boolean {
  return event.type === "formSent" && event.payload.form === AWAITED;
}

const isWaiting = (run: Run | undefined): boolean => run?.status === "waiting" && run.waits === "event";
const untilOf = ({ awaits }: Run): string | null => (awaits?.kind === "events" ? awaits.until : null);

/** Watches over the waits of a service that runs one rule set. */
export function watchWaits(ruleSet: LoadedRuleSet): Waits {
  const waiters = new Set(
    ruleSet.blocks.flatMap(({ rules }) => rules.flatMap((one) => (one.action === "wait" ? [one.id] : []))),
  );
  const runs = new Map<string, Run>();
  /** Events that came for a run from its first attempt on, until it waited. */
  const heard = new Map<string, Taken[]>();
  const faults: string[] = [];
  const expect = (holds: boolean, sentence: () => string): void => {
    if (!holds) faults.push(sentence());
  };

  /** What waits for the event, or may turn out to, before anything is written. */
  function hear(taken: Taken): readonly Run[] {
    const meant = [...runs.values()].filter(
      (run) => waiters.has(run.ruleId) && itemOf(run) === taken.event.item,
    );
    for (const run of meant) {
      const hears = run.status === "running" || (run.status === "waiting" && run.tries > 0);
      if (hears && !isWaiting(run)) heard.set(run.id, [...(heard.get(run.id) ?? []), taken]);
    }
    return meant.filter((run) => isWaiting(run) && taken.at <= (untilOf(run) ?? taken.at));
  }

  function takeEnd(run: Run, old: Run | undefined, taken: Taken | undefined): void {
    const until = untilOf(run);
    if (run.why.code === "timed-out" && old?.why.code !== "timed-out") {
      // A clock that jumps can leave it no time at all.
      const began = isWaiting(old) || old?.status === "running";
      expect(began, () => `${run.id} ran out of a time that it did not have`);
      const isOver = until != null && run.ended !== null && run.ended >= until;
      expect(isOver, () => `${run.id} ran out of its time at ${run.ended}, before ${until}`);
    }
    if (run.why.code !== "came" || old?.why.code === "came") return;
    const came = [...(heard.get(run.id) ?? []), ...(taken === undefined ? [] : [taken])];
    const [first] = came.filter(
      (one) => isAwaited(one) && one.event.item === itemOf(run) && one.at <= (until ?? one.at),
    );
    const named = typeof run.result === "object" && run.result !== null && "id" in run.result;
    const id = named ? run.result.id : undefined;
    expect(
      first !== undefined && first.event.id === id,
      () => `${run.id} is done by ${String(id)}, and ${first?.event.id} came first`,
    );
  }

  function takeRun(run: Run, taken: Taken | undefined): void {
    const old = runs.get(run.id);
    const isFirst = run.status === "running" && run.tries === 1 && old?.status !== "running";
    if (isFirst) heard.delete(run.id);
    if (isWaiting(run) && !isWaiting(old)) {
      expect(old?.status === "running", () => `${run.id} waits for an event, and was ${old?.status}`);
      const until = untilOf(run);
      const missed = (heard.get(run.id) ?? []).find(
        (one) => isAwaited(one) && (until === null || one.at <= until),
      );
      expect(missed === undefined, () => `${run.id} waits, although ${missed?.event.id} had come`);
    }
    takeEnd(run, old, taken);
    runs.set(run.id, run);
  }

  return {
    committed: (write, taken) => {
      const meant = taken !== undefined && isAwaited(taken) ? hear(taken) : [];
      for (const run of write.runs) takeRun(run, taken);
      for (const { id } of meant) {
        const now = runs.get(id);
        expect(!isWaiting(now), () => `${id} still waits, although ${taken?.event.id} has come`);
      }
    },
    broken: () => faults,
  };
}
