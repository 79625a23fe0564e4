import { expect, it } from "vitest";
import type { ItemRef, Occasion } from "../src/engine/state.ts";
import type { CalendarEntry, Ledger, Write } from "../src/ledger/port.ts";
import { change, iso, makeDeal, NOW, nothing, runOf } from "./ledger-kit.ts";

const occasionOf = (item: ItemRef, occasion: number): Occasion => ({
  item,
  occasion,
  cause: "formSent",
  at: iso(),
  event: { form: "Contact us" },
  previous: { title: "Old" },
});

const onOccasion = (item: ItemRef, occasion: number, rule: string, parts: Parameters<typeof runOf>[2] = {}) =>
  runOf(item, rule, {
    id: `${item.entity}-${item.id}-e${occasion}-${rule}`,
    occasion,
    cause: "formSent",
    ...parts,
  });

function write(ledger: Ledger, ref: ItemRef, parts: Partial<Write>): Promise<unknown> {
  return change(ledger, { kind: "item", ref }, () => ({ write: { ...nothing, ...parts }, answer: null }));
}

const entry = (block: string, parts: Partial<CalendarEntry> = {}): CalendarEntry => ({
  block,
  shape: "daily",
  entity: "deals",
  due: iso(),
  began: null,
  cursor: 0,
  ...parts,
});

/**
 * What every ledger does for schedules, occasions and the calendar.
 *
 * @param fresh makes an empty one
 */
export function formsContract(fresh: () => Promise<{ readonly ledger: Ledger }>): void {
  it("shows a transaction the occasions that have not ended for all their runs, whole, and the last number", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    await write(ledger, item, {
      occasions: [1, 2, 3].map((number) => occasionOf(item, number)),
      runs: [
        onOccasion(item, 1, "a", { status: "done", visit: 0 }),
        onOccasion(item, 2, "a", { status: "done" }),
        onOccasion(item, 2, "b", { order: 1 }),
        onOccasion(item, 3, "a", { status: "failed" }),
      ],
    });
    const seen = async (target: Parameters<typeof change>[1]) =>
      change(ledger, target, ({ state }) => ({
        write: null,
        answer: {
          last: state.lastOccasion,
          runs: state.runs.map(({ id }) => id),
          occasions: state.occasions.map(({ occasion }) => occasion),
        },
      }));
    expect(await seen({ kind: "item", ref: item })).toEqual({
      last: 3,
      runs: ["deals-1-e2-a", "deals-1-e2-b"],
      occasions: [2],
    });
    expect(await seen({ kind: "run", run: "deals-1-e3-a" })).toMatchObject({
      runs: ["deals-1-e2-a", "deals-1-e2-b", "deals-1-e3-a"],
      occasions: [2, 3],
    });
    const [occasion] = await change(ledger, { kind: "item", ref: item }, ({ state }) => ({
      write: null,
      answer: state.occasions,
    }));
    expect(occasion).toEqual(occasionOf(item, 2));
    expect((await ledger.runsOf(item)).map(({ id }) => id)[0]).toBe("deals-1-e1-a");
  });

  it("refuses a run of an occasion that there is not", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    await expect(write(ledger, item, { runs: [onOccasion(item, 7, "a")] })).rejects.toMatchObject({
      code: "failed",
    });
    expect(await ledger.runsOf(item)).toEqual([]);
  });

  it("finds the last run of a rule for an item that was done or may have been", async () => {
    const { ledger } = await fresh();
    const rules = (ref: ItemRef) => [
      runOf(ref, "first", { ruleKey: "k", status: "done" }),
      runOf(ref, "second", { ruleKey: "k", status: "failed" }),
      runOf(ref, "other", { ruleKey: "other", status: "failed", uncertain: true }),
    ];
    const items = [await makeDeal(ledger, { runs: rules }), await makeDeal(ledger)];
    const [of1, of2] = await Promise.all(
      items.map((ref) =>
        change(ledger, { kind: "item", ref }, ({ former }) => ({
          write: null,
          answer: ["k", "other", "none"].map((key) => former(key)?.rule ?? null),
        })),
      ),
    );
    expect(of1).toEqual(["first", "other", null]);
    expect(of2).toEqual([null, null, null]);
  });

  it("names the runs that watch an item, and makes them due where their plan has to be looked at", async () => {
    const { ledger } = await fresh();
    const ann = { entity: "contacts", id: 7 };
    const waiting = { due: iso(9_000_000), watches: [ann] };
    const item = await makeDeal(ledger, {
      runs: (ref) => [
        runOf(ref, "timer", waiting),
        runOf(ref, "retries", { ...waiting, waits: "attempt", order: 1 }),
        runOf(ref, "blind", { due: iso(9_000_000), order: 2 }),
      ],
    });
    await write(ledger, item, {
      watching: (await ledger.runsOf(item)).filter((run) => run.watches.length > 0),
    });
    const watchers = () =>
      change(ledger, { kind: "item", ref: ann }, (slice) => ({ write: null, answer: slice.watchers }));
    expect(await watchers()).toEqual(["deals-1-1-retries", "deals-1-1-timer"]);
    await write(ledger, item, { replan: { runs: await watchers(), at: iso(5) } });
    expect(await ledger.dueOf("notify", iso(5), 10)).toMatchObject([{ run: "deals-1-1-timer", due: iso(5) }]);
    await write(ledger, item, { watching: [runOf(item, "timer")] });
    expect(await watchers()).toEqual(["deals-1-1-retries"]);
  });

  it("lists the runs whose moment is worked out, a page at a time", async () => {
    const { ledger } = await fresh();
    await makeDeal(ledger, {
      runs: (ref) => [
        runOf(ref, "moment"),
        runOf(ref, "attempt", { waits: "attempt" }),
        runOf(ref, "field", { waits: "field", due: null }),
        runOf(ref, "hours", { waits: "hours", due: null }),
        runOf(ref, "rules", { waits: "rules", due: null }),
        runOf(ref, "done", { status: "done" }),
      ],
    });
    const first = await ledger.planned(2);
    expect(first).toEqual(["deals-1-1-moment", "deals-1-1-field"]);
    expect(await ledger.planned(2, first.at(-1))).toEqual(["deals-1-1-hours"]);
  });

  it("forgets the fields of a deleted item, keeps its history, and does not give its id away again", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger, { runs: (ref) => [runOf(ref, "a", { status: "running" })] });
    await write(ledger, item, { deleted: { item, at: iso() } });
    expect(await ledger.item(item)).toBeNull();
    expect(await ledger.items("deals", 0, 10)).toEqual([]);
    expect(await ledger.history(item)).toHaveLength(1);
    const seen = await change(ledger, { kind: "run", run: "deals-1-1-a" }, ({ state, deleted, find }) => ({
      write: null,
      answer: { item: state.item, runs: state.runs.length, deleted, found: find("deals", 1) },
    }));
    expect(seen).toEqual({ item: null, runs: 1, deleted: true, found: undefined });
    expect(await makeDeal(ledger)).toEqual({ entity: "deals", id: 2 });
  });

  it("keeps calendar blocks in the order of their moments, and puts others in their place", async () => {
    const { ledger } = await fresh();
    const blocks = async () => (await ledger.calendars()).map(({ block }) => block);
    await ledger.changeCalendars(() => [
      entry("late", { due: iso(5) }),
      entry("none", { due: null }),
      entry("early"),
    ]);
    expect(await blocks()).toEqual(["early", "late", "none"]);
    await ledger.changeCalendars((known) => {
      expect(known).toHaveLength(3);
      return null;
    });
    expect(await blocks()).toEqual(["early", "late", "none"]);
    await ledger.changeCalendars((known) => [...known.slice(1, 2), entry("new", { due: iso(1) })]);
    expect(await blocks()).toEqual(["new", "late"]);
  });

  it("deals with a page of items and how far the round has come in one transaction", async () => {
    const { ledger } = await fresh();
    const items = [await makeDeal(ledger), await makeDeal(ledger), await makeDeal(ledger)];
    await ledger.changeCalendars(() => [entry("daily")]);
    const page = (limit: number, fail = false) =>
      ledger.changePage({
        block: "daily",
        limit,
        now: NOW,
        work: ({ entry: before, items: found, open }) => {
          const last = found.at(-1)?.id ?? 0;
          const slices = found.map((item) => open(item));
          if (fail) throw new Error("a bug in the work");
          return {
            writes: slices.map(({ ref }) => {
              if (ref === null) throw new Error("an item is there");
              return { ...nothing, occasions: [occasionOf(ref, 1)], runs: [onOccasion(ref, 1, "look")] };
            }),
            entry: { ...before, began: iso(1), cursor: last },
            answer: found.map(({ id }) => id),
          };
        },
      });
    expect(await page(2)).toEqual([1, 2]);
    await expect(page(2, true)).rejects.toThrow("a bug in the work");
    expect(await ledger.calendars()).toEqual([entry("daily", { began: iso(1), cursor: 2 })]);
    expect(await page(2)).toEqual([3]);
    expect(await Promise.all(items.map(async (item) => (await ledger.runsOf(item)).length))).toEqual([
      1, 1, 1,
    ]);
    const none = { block: "none", limit: 1, now: NOW };
    expect(
      await ledger.changePage({
        ...none,
        work: ({ entry: same }) => ({ writes: [], entry: same, answer: 1 }),
      }),
    ).toBeNull();
  });

  it("remembers a value under a name", async () => {
    const { ledger } = await fresh();
    expect(await ledger.mark("calendar")).toBeNull();
    await ledger.setMark("calendar", "one");
    await ledger.setMark("calendar", "two");
    expect(await ledger.mark("calendar")).toBe("two");
  });
}
