import type { ItemRef, Run, Visit } from "../src/engine/state.ts";
import type { Ledger, Slice, Target, Write } from "../src/ledger/port.ts";

/** The moment of every transaction. */
export const NOW = Date.parse("2026-06-08T08:00:00.000Z");
/** A moment, in milliseconds after that one. */
export const iso = (offset = 0) => new Date(NOW + offset).toISOString();
/** A write of nothing. */
export const nothing: Write = {
  item: null,
  deleted: null,
  visits: [],
  occasions: [],
  runs: [],
  watching: [],
  replan: null,
  changes: [],
  acts: [],
};

/** A visit of an item. */
export function visitOf(item: ItemRef, visit = 1, left: string | null = null): Visit {
  return { item, visit, stageId: "NEW", stage: "New", entered: iso(), left, ruleSet: "one" };
}

/** A waiting run of an item. */
export function runOf(item: ItemRef, rule: string, parts: Partial<Run> = {}): Run {
  return {
    id: `${item.entity}-${item.id}-1-${rule}`,
    item,
    visit: 1,
    occasion: null,
    cause: null,
    stage: "New",
    ruleSet: "one",
    ruleKey: `key.${rule}`,
    ruleId: `id.${rule}`,
    rule,
    action: "notify",
    source: { file: "rules/a.rules", line: 3 },
    order: 0,
    status: "waiting",
    waits: (parts.status ?? "waiting") === "waiting" ? "moment" : null,
    base: iso(),
    planned: iso(),
    late: false,
    turn: 0,
    turns: [],
    watches: [],
    due: iso(),
    started: null,
    ended: null,
    args: null,
    actor: null,
    result: null,
    reason: "waits for its turn",
    why: { code: "turn" },
    saw: null,
    attempts: 0,
    tries: 0,
    trace: null,
    key: `key-${rule}`,
    uncertain: false,
    awaits: null,
    ...parts,
  };
}

/** A transaction, its work as a function. */
export function change<T>(
  ledger: Ledger,
  target: Target,
  work: (slice: Slice) => { write: Write | null; answer: T },
  event?: string,
): Promise<T> {
  return ledger.change({
    target,
    now: NOW,
    work,
    ...(event === undefined ? {} : { event: { id: event, at: iso() } }),
  });
}

/** Makes a deal with one visit and the runs given. */
export async function makeDeal(
  ledger: Ledger,
  options: {
    readonly id?: number;
    readonly event?: string;
    readonly runs?: (item: ItemRef) => readonly Run[];
  } = {},
): Promise<ItemRef> {
  const target: Target = {
    kind: "new",
    entity: "deals",
    ...(options.id === undefined ? {} : { id: options.id }),
  };
  const ref = await change(
    ledger,
    target,
    (slice) => {
      const item = slice.ref;
      if (item === null) throw new Error("a new item has an id");
      const write: Write = {
        ...nothing,
        item: { ...item, pipeline: "SALES", stage: "NEW", fields: { title: "Acme", amount: "12.50" } },
        visits: [visitOf(item)],
        runs: options.runs?.(item) ?? [],
        changes: [{ change: { at: iso(), item, kind: "created", by: "api", to: "New" }, counts: false }],
      };
      return { write, answer: item };
    },
    options.event,
  );
  return ref;
}
