import { expect, it } from "vitest";
import type { Activity } from "../src/actions/index.ts";
import type { ItemRef } from "../src/engine/state.ts";
import type { RecordWrite } from "../src/engine/step.ts";
import type { Draw, Ledger, Write } from "../src/ledger/port.ts";
import { iso, makeDeal, NOW, nothing, runOf, visitOf } from "./ledger-kit.ts";

/** A record of an item. */
function recordOf(item: ItemRef, parts: Partial<Activity> = {}): Activity {
  return {
    id: 0,
    item,
    kind: "task",
    title: "Call",
    text: null,
    who: 3,
    by: "deals-1-1-a",
    stage: "NEW",
    created: iso(),
    deadline: null,
    closed: null,
    closedBy: null,
    data: {},
    ...parts,
  };
}

const add = (activity: Activity, visit: number | null = null): RecordWrite => ({
  kind: "add",
  activity,
  visit,
});

/**
 * What every ledger does for timelines, for numbers that are given away, and for several items in one transaction.
 *
 * @param fresh makes an empty one
 */
export function recordsContract(fresh: () => Promise<{ readonly ledger: Ledger }>): void {
  const write = (
    ledger: Ledger,
    item: ItemRef,
    beside: { readonly records?: readonly RecordWrite[]; readonly writes?: readonly Write[] },
    own: Partial<Write> = {},
  ) =>
    ledger.change({
      target: { kind: "item", ref: item },
      now: NOW,
      work: () => ({
        write: { ...nothing, ...own },
        beside: { records: beside.records ?? [], writes: beside.writes ?? [] },
        answer: undefined,
      }),
    });

  it("keeps records with the transaction that made them, the latest first", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    const data = { list: ["a", { done: true }] };
    await write(ledger, item, {
      records: [
        add(recordOf(item)),
        add(recordOf(item, { kind: "comment", text: "Long", closed: iso(), data })),
      ],
    });
    expect(await ledger.activities(item, {})).toEqual([
      recordOf(item, { id: 2, kind: "comment", text: "Long", closed: iso(), data }),
      recordOf(item, { id: 1 }),
    ]);
    expect(await ledger.activities(item, { open: true })).toMatchObject([{ id: 1 }]);
    expect(await ledger.activities(item, { kind: "comment" })).toMatchObject([{ id: 2 }]);
    expect(await ledger.activities(item, { limit: 1 })).toMatchObject([{ id: 2 }]);
    expect(await ledger.activities({ entity: "deals", id: 99 }, {})).toEqual([]);
  });

  it("gives a record another id where its own is taken", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    await write(ledger, item, { records: [add(recordOf(item, { id: 5 })), add(recordOf(item, { id: 5 }))] });
    expect((await ledger.activities(item, {})).map(({ id }) => id)).toEqual([6, 5]);
  });

  it("completes open records by all that is asked for, once", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    const other = await makeDeal(ledger);
    await write(ledger, item, {
      records: [
        add(recordOf(item)),
        add(recordOf(item, { stage: "WON" })),
        add(recordOf(item, { kind: "call" })),
        add(recordOf(other)),
      ],
    });
    const complete = (where: Extract<RecordWrite, { kind: "complete" }>["where"], at: string) =>
      write(ledger, item, { records: [{ kind: "complete", item, where, at, by: "anna" }] });
    await complete({ kind: "task", stage: "NEW" }, iso(1));
    await complete({ id: 3 }, iso(2));
    await complete({ kind: "task" }, iso(3));
    const closed = async (ref: ItemRef) =>
      (await ledger.activities(ref, {})).map((one) => [one.id, one.closed, one.closedBy]);
    expect(await closed(item)).toEqual([
      [3, iso(2), "anna"],
      [2, iso(3), "anna"],
      [1, iso(1), "anna"],
    ]);
    expect(await closed(other)).toEqual([[4, null, null]]);
  });

  it("closes what is kept for a visit when that ends, and deletes the timeline with its item", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    await write(ledger, item, {
      records: [add(recordOf(item), 1), add(recordOf(item), 2), add(recordOf(item))],
    });
    await write(ledger, item, {}, { visits: [visitOf(item, 1, iso(5))] });
    expect(
      (await ledger.activities(item, {})).map(({ id, closed, closedBy }) => [id, closed, closedBy]),
    ).toEqual([
      [3, null, null],
      [2, null, null],
      [1, iso(5), "left"],
    ]);
    await write(ledger, item, {}, { deleted: { item, at: iso(6) } });
    expect(await ledger.activities(item, {})).toEqual([]);
  });

  it("gives a number away once, and to the same key again", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    const draw = (of: Draw["of"], key: string) => ledger.draw({ of, key, at: iso() });
    const deals = { kind: "item", entity: "deals" } as const;
    const counter = { kind: "counter", name: "round" } as const;
    expect(await draw(deals, "a")).toBe(item.id + 1);
    expect(await draw(deals, "b")).toBe(item.id + 2);
    expect(await draw(deals, "a")).toBe(item.id + 1);
    expect(await draw(counter, "a")).toBe(1);
    expect(await draw({ kind: "counter", name: "item deals" }, "a")).toBe(1);
    expect(await Promise.all(["b", "c", "a"].map((key) => draw(counter, key)))).toEqual([2, 3, 1]);
    expect(await draw({ kind: "activity" }, "a")).toBe(1);
    // What is reserved is given to nobody else.
    expect((await makeDeal(ledger)).id).toBe(item.id + 3);
    await write(ledger, item, { records: [add(recordOf(item)), add(recordOf(item, { id: 1 }))] });
    expect((await ledger.activities(item, {})).map(({ id }) => id)).toEqual([2, 1]);
    expect(await draw({ kind: "activity" }, "b")).toBe(3);
  });

  it("forgets who drew a number when that is old, and goes on counting", async () => {
    const { ledger } = await fresh();
    const of = { kind: "counter", name: "round" } as const;
    await ledger.draw({ of, key: "a", at: iso() });
    for (let from: string | null = null; ; ) {
      const { next } = await ledger.prune({ before: iso(1), idsBefore: iso(1), keep: [], limit: 10, from });
      if (next === null) break;
      from = next;
    }
    expect(await ledger.draw({ of, key: "a", at: iso(2) })).toBe(2);
  });

  it("shows other items to a transaction and writes them with it, or nothing at all", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    const other = await makeDeal(ledger, { runs: (ref) => [runOf(ref, "a", { due: iso(9) })] });
    const both = (breaks: boolean) =>
      ledger.change({
        target: { kind: "item", ref: item },
        now: NOW,
        work: (slice) => {
          const { state } = slice.other(other);
          expect(slice.other(other)).toBe(slice.other(other));
          if (state.item === null || slice.state.item === null) throw new Error("both are there");
          const [run] = state.runs;
          const theirs: Write = {
            ...nothing,
            item: { ...state.item, stage: "WON" },
            runs: run === undefined ? [] : [{ ...run, status: "done", waits: null, ended: iso() }],
          };
          const records = [add(recordOf(breaks ? { entity: "deals", id: 99 } : other))];
          const own = { ...nothing, item: { ...slice.state.item, fields: { title: "Both" } } };
          return { write: own, beside: { writes: [theirs], records }, answer: undefined };
        },
      });
    await expect(both(true)).rejects.toThrow();
    expect(await ledger.item(item)).toMatchObject({ fields: { title: "Acme" } });
    expect(await ledger.item(other)).toMatchObject({ stage: "NEW" });
    await both(false);
    expect(await ledger.item(item)).toMatchObject({ fields: { title: "Both" } });
    expect(await ledger.item(other)).toMatchObject({ stage: "WON" });
    expect(await ledger.runsOf(other)).toMatchObject([{ status: "done" }]);
    expect(await ledger.activities(other, {})).toHaveLength(1);
    // What is remembered of it is what was written.
    const seen = await ledger.change({
      target: { kind: "item", ref: other },
      now: NOW,
      work: (slice) => ({ write: null, answer: slice.state.item?.stage }),
    });
    expect(seen).toBe("WON");
  });
}
