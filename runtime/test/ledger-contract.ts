import { afterEach, describe, expect, it } from "vitest";
import type { ItemRef } from "../src/engine/state.ts";
import type { Committed, Ledger, Target } from "../src/ledger/port.ts";
import { formsContract } from "./ledger-contract-forms.ts";
import { recordsContract } from "./ledger-contract-records.ts";
import { rulesContract } from "./ledger-contract-rules.ts";
import { change, iso, makeDeal, nothing, runOf, visitOf } from "./ledger-kit.ts";

/** A ledger to be tested, and how to close it and open it again where it keeps what it has. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly reopen: () => Promise<Ledger>;
  readonly dispose: () => Promise<void>;
}

/**
 * What every ledger does, whatever it stands on.
 *
 * @param name of the adapter
 * @param durable whether it keeps what it has when it is closed
 * @param open makes an empty one
 */
export function ledgerContract(name: string, durable: boolean, open: () => Promise<OpenedLedger>): void {
  describe(`the ledger ${name}`, () => {
    const opened: OpenedLedger[] = [];
    const fresh = async (): Promise<OpenedLedger> => {
      const one = await open();
      opened.push(one);
      return one;
    };
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.dispose();
    });

    it("gives items of an entity the ids 1, 2, 3, and goes on after the largest that was given", async () => {
      const { ledger } = await fresh();
      const ids = await Promise.all([
        makeDeal(ledger),
        makeDeal(ledger),
        makeDeal(ledger, { id: 10 }),
        makeDeal(ledger),
      ]);
      expect(ids.map((ref) => ref.id)).toEqual([1, 2, 10, 11]);
      expect((await makeDeal(ledger, { id: 5 })).id).toBe(5);
      expect((await makeDeal(ledger)).id).toBe(12);
    });

    it("gives away no id where nothing was written", async () => {
      const { ledger } = await fresh();
      const seen = await change(ledger, { kind: "new", entity: "deals" }, ({ ref }) => ({
        write: null,
        answer: ref?.id,
      }));
      expect(seen).toBe(1);
      expect((await makeDeal(ledger)).id).toBe(1);
    });

    it("shows a transaction the item with its open visit, its runs, linked items and changes by rules of an hour", async () => {
      const { ledger } = await fresh();
      const item = await makeDeal(ledger, {
        runs: (ref) => [runOf(ref, "a"), runOf(ref, "b", { order: 1 })],
      });
      const moved = (offset: number) => ({
        change: { at: iso(offset), item, kind: "moved", by: "deals-1-1-a", from: "New", to: "Old" } as const,
        counts: true,
      });
      await change(ledger, { kind: "item", ref: item }, () => ({
        write: { ...nothing, changes: [moved(-3_600_000), moved(-3_599_999)] },
        answer: null,
      }));
      const seen = await change(ledger, { kind: "run", run: "deals-1-1-a" }, (slice) => ({
        write: null,
        answer: { ...slice, linked: slice.find("deals", 1)?.fields, none: slice.find("deals", 2) },
      }));
      expect(seen.ref).toEqual(item);
      expect(seen.linked).toEqual({ title: "Acme", amount: "12.50" });
      expect(seen.none).toBeUndefined();
      expect(seen.state.item).toEqual({ ...item, pipeline: "SALES", stage: "NEW", fields: seen.linked });
      expect(seen.state.visit).toEqual(visitOf(item));
      expect(seen.state.visits).toBe(1);
      expect(seen.state.runs).toEqual([runOf(item, "a"), runOf(item, "b", { order: 1 })]);
      expect(seen.state.changesByRules).toEqual([moved(-3_599_999).change]);
    });

    it("shows runs of a former visit only while they run or are spoken of", async () => {
      const { ledger } = await fresh();
      const item = await makeDeal(ledger, {
        runs: (ref) => [
          runOf(ref, "ended", { status: "done", due: null }),
          runOf(ref, "runs", { status: "running", order: 1 }),
          runOf(ref, "other", { status: "failed", due: null, order: 2 }),
        ],
      });
      await change(ledger, { kind: "item", ref: item }, () => ({
        write: { ...nothing, visits: [visitOf(item, 1, iso(5)), visitOf(item, 2)] },
        answer: null,
      }));
      const rules = (target: Target) =>
        change(ledger, target, ({ state }) => ({ write: null, answer: state.runs.map((run) => run.rule) }));
      expect(await rules({ kind: "item", ref: item })).toEqual(["runs"]);
      expect(await rules({ kind: "run", run: "deals-1-1-other" })).toEqual(["runs", "other"]);
    });

    it("shows nothing for a run or an item that is not there", async () => {
      const { ledger } = await fresh();
      const run = await change(ledger, { kind: "run", run: "none" }, (slice) => ({
        write: null,
        answer: slice.ref,
      }));
      expect(run).toBeNull();
      const ref = { entity: "deals", id: 9 };
      const item = await change(ledger, { kind: "item", ref }, ({ state }) => ({
        write: null,
        answer: state.item,
      }));
      expect(item).toBeNull();
      expect(await ledger.item(ref)).toBeNull();
      expect(await ledger.run("none")).toBeNull();
    });

    it("remembers the id of an event together with what followed, and only then", async () => {
      const { ledger } = await fresh();
      const duplicate = () =>
        change(
          ledger,
          { kind: "new", entity: "deals" },
          (slice) => ({ write: null, answer: slice.duplicate }),
          "e1",
        );
      expect(await duplicate()).toBe(false);
      expect(await duplicate()).toBe(false);
      await makeDeal(ledger, { event: "e1" });
      expect(await duplicate()).toBe(true);
    });

    it("keeps one failing transaction of a group from touching the others", async () => {
      const { ledger } = await fresh();
      const broken = new Error("a bug in the work");
      const ends = await Promise.allSettled([
        makeDeal(ledger),
        makeDeal(ledger, {
          event: "e1",
          runs: () => {
            throw broken;
          },
        }),
        // A run without a visit is refused by the store itself, after the item has been written.
        makeDeal(ledger, { runs: (ref) => [runOf(ref, "a", { visit: 7 })] }),
        makeDeal(ledger, { runs: (ref) => [runOf(ref, "b")] }),
      ]);
      expect(ends.map((end) => end.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
      expect(ends[1]).toMatchObject({ reason: broken });
      expect(ends[2]).toMatchObject({ reason: { name: "LedgerError", code: "failed" } });
      expect((await ledger.items("deals", 0, 10)).map((item) => item.id)).toEqual([1, 2]);
      expect((await ledger.runs({})).map((run) => run.id)).toEqual(["deals-2-1-b"]);
      expect(await ledger.history()).toHaveLength(2);
    });

    it("runs transactions in the order they were asked for, each seeing the one before", async () => {
      const { ledger } = await fresh();
      const ref = await makeDeal(ledger);
      const add = () =>
        change(ledger, { kind: "item", ref }, ({ state }) => {
          const count = Number(state.item?.fields.count ?? 0) + 1;
          const item = { ...ref, fields: { count } };
          return { write: { ...nothing, item }, answer: count };
        });
      const counts = await Promise.all(Array.from({ length: 1200 }, add));
      expect(counts).toEqual(counts.map((_, place) => place + 1));
    });

    it("refuses a second open visit of an item", async () => {
      const { ledger } = await fresh();
      const item = await makeDeal(ledger);
      const second = change(ledger, { kind: "item", ref: item }, () => ({
        write: { ...nothing, visits: [visitOf(item, 2)] },
        answer: null,
      }));
      await expect(second).rejects.toMatchObject({ code: "failed" });
      expect(await ledger.visits(item)).toEqual([visitOf(item)]);
    });

    it("lists due runs by their moment, then in the order of their making", async () => {
      const { ledger } = await fresh();
      await makeDeal(ledger, {
        runs: (ref) => [
          runOf(ref, "late", { due: iso(20) }),
          runOf(ref, "early", { due: iso(10) }),
          runOf(ref, "also", { due: iso(20) }),
          runOf(ref, "later", { due: iso(21) }),
          runOf(ref, "unplanned", { due: null }),
          runOf(ref, "running", { status: "running", due: iso(1) }),
          runOf(ref, "ended", { status: "done", due: null }),
        ],
      });
      const rules = async (offset: number, limit = 10) =>
        (await ledger.dueOf("notify", iso(offset), limit)).map(({ run }) => run.split("-").at(-1));
      expect(await rules(9)).toEqual([]);
      expect(await rules(20)).toEqual(["early", "late", "also"]);
      expect(await rules(99, 2)).toEqual(["early", "late"]);
      expect(await ledger.running()).toEqual(["deals-1-1-running"]);
    });

    it("lists what is due of an action, and the actions with the first moment of each", async () => {
      const { ledger } = await fresh();
      expect(await ledger.dueActions()).toEqual([]);
      await makeDeal(ledger, {
        runs: (ref) => [
          runOf(ref, "a1", { action: "a", due: iso(20) }),
          runOf(ref, "c1", { action: "c", due: iso(30) }),
          runOf(ref, "a2", { action: "a", due: iso(10) }),
          runOf(ref, "a3", { action: "a", due: iso(20) }),
          runOf(ref, "b1", { action: "b", due: null }),
          runOf(ref, "d1", { action: "d", status: "running", due: iso(1) }),
        ],
      });
      expect(await ledger.dueActions()).toEqual([
        { action: "a", due: iso(10) },
        { action: "c", due: iso(30) },
      ]);
      const rules = async (action: string, offset: number, limit = 10) =>
        (await ledger.dueOf(action, iso(offset), limit)).map(({ run }) => run.split("-").at(-1));
      expect(await rules("a", 9)).toEqual([]);
      expect(await rules("a", 20)).toEqual(["a2", "a1", "a3"]);
      expect(await rules("a", 99, 2)).toEqual(["a2", "a1"]);
      expect(await rules("c", 30)).toEqual(["c1"]);
      for (const action of ["b", "d", "none"]) expect(await rules(action, 99)).toEqual([]);
    });

    it("finds runs by status, item and rule, a page at a time", async () => {
      const { ledger } = await fresh();
      const runs = (ref: ItemRef) => [
        runOf(ref, "a"),
        runOf(ref, "b", { status: "failed", due: null, order: 1 }),
      ];
      for (let deal = 0; deal < 3; deal += 1) await makeDeal(ledger, { runs });
      const ids = async (filter: Parameters<Ledger["runs"]>[0]) =>
        (await ledger.runs(filter)).map((run) => run.id);
      expect(await ids({ status: "failed" })).toEqual(["deals-1-1-b", "deals-2-1-b", "deals-3-1-b"]);
      expect(await ids({ item: { entity: "deals", id: 2 } })).toEqual(["deals-2-1-a", "deals-2-1-b"]);
      expect(await ids({ rule: "a", limit: 2 })).toEqual(["deals-1-1-a", "deals-2-1-a"]);
      expect(await ids({ rule: "a", limit: 2, after: "deals-2-1-a" })).toEqual(["deals-3-1-a"]);
      expect(await ids({ status: "waiting", rule: "b" })).toEqual([]);
    });

    it("finds runs by the last moment that is known of them, and those that are uncertain", async () => {
      const { ledger } = await fresh();
      const failed = { status: "failed", due: iso(1), started: iso(2) } as const;
      await makeDeal(ledger, {
        runs: (ref) => [
          runOf(ref, "waits", { due: iso(10) }),
          runOf(ref, "runs", { status: "running", due: iso(1), started: iso(20), order: 1 }),
          runOf(ref, "unknown", { ...failed, ended: iso(30), uncertain: true, order: 2 }),
          runOf(ref, "known", { ...failed, ended: iso(40), order: 3 }),
          runOf(ref, "never", { due: null, order: 4 }),
        ],
      });
      const rules = async (filter: Parameters<Ledger["runs"]>[0]) =>
        (await ledger.runs(filter)).map((run) => run.rule);
      expect(await rules({ from: iso(20) })).toEqual(["runs", "unknown", "known"]);
      expect(await rules({ to: iso(20) })).toEqual(["waits"]);
      expect(await rules({ from: iso(10), to: iso(40) })).toEqual(["waits", "runs", "unknown"]);
      expect(await rules({ uncertain: true })).toEqual(["unknown"]);
      expect(await rules({ uncertain: false, status: "failed" })).toEqual(["known"]);
      expect(await rules({ uncertain: true, status: "waiting" })).toEqual([]);
    });

    it("counts open visits and unfinished runs, by what they need", async () => {
      const { ledger } = await fresh();
      const item = await makeDeal(ledger, {
        runs: (ref) => [
          runOf(ref, "a", { ruleSet: "old", status: "done", due: null }),
          runOf(ref, "b", { ruleSet: "old", order: 1 }),
          runOf(ref, "c", { status: "running", order: 2 }),
        ],
      });
      await makeDeal(ledger, { runs: (ref) => [runOf(ref, "b"), runOf(ref, "c", { order: 1 })] });
      expect(await ledger.countVisits()).toEqual([{ ruleSet: "one", count: 2 }]);
      expect((await ledger.countRuns()).map((one) => Object.values(one).join(" ")).toSorted()).toEqual([
        "running key.c one 1",
        "waiting key.b old 1",
        "waiting key.b one 1",
        "waiting key.c one 1",
      ]);
      await change(ledger, { kind: "item", ref: item }, () => ({
        write: { ...nothing, visits: [visitOf(item, 1, iso(1))] },
        answer: null,
      }));
      expect(await ledger.countVisits()).toEqual([{ ruleSet: "one", count: 1 }]);
    });

    it("tells who watches of what each commit has written, and of nothing that was not kept", async () => {
      const { ledger } = await fresh();
      const told: Committed[] = [];
      const stop = ledger.watch((committed) => told.push(committed));
      const broken = change(ledger, { kind: "new", entity: "deals" }, () => {
        throw new Error("broken");
      });
      const [item] = await Promise.all([
        makeDeal(ledger, { runs: (ref) => [runOf(ref, "a")] }),
        expect(broken).rejects.toThrow("broken"),
      ]);
      await makeDeal(ledger);
      stop();
      await makeDeal(ledger);
      expect(told.flatMap(({ runs }) => runs)).toEqual([runOf(item, "a")]);
      const all = await ledger.changesAfter(0, 10);
      expect(all.map(({ change: { item: ref } }) => ref.id)).toEqual([1, 2, 3]);
      expect(told.flatMap(({ changes }) => changes)).toEqual(all.slice(0, 2));
      expect(await ledger.changesAfter(all[0]?.seq ?? 0, 1)).toEqual(all.slice(1, 2));
      for (const { ms, transactions } of told) {
        expect(ms).toBeGreaterThan(0);
        expect(transactions).toBeGreaterThan(0);
      }
    });

    it("counts what is due and what runs, and says since when", async () => {
      const { ledger } = await fresh();
      expect(await ledger.backlog(iso())).toEqual({ due: 0, oldest: null, running: 0 });
      expect(await ledger.lastChange()).toBe(0);
      await makeDeal(ledger, {
        runs: (ref) => [
          runOf(ref, "a", { due: iso(-2000) }),
          runOf(ref, "b", { due: iso(-1000) }),
          runOf(ref, "c", { due: iso(1000) }),
          runOf(ref, "d", { due: null, waits: "rules" }),
          runOf(ref, "e", { status: "running" }),
        ],
      });
      expect(await ledger.backlog(iso())).toEqual({ due: 2, oldest: iso(-2000), running: 1 });
      expect(await ledger.lastChange()).toBe((await ledger.changesAfter(0, 10)).at(-1)?.seq);
    });

    it("writes what was asked for before it was closed, and refuses everything after", async () => {
      const { ledger } = await fresh();
      const last = makeDeal(ledger);
      await ledger.close();
      expect(await last).toEqual({ entity: "deals", id: 1 });
      await expect(makeDeal(ledger)).rejects.toMatchObject({ code: "closed" });
      await expect(ledger.history()).rejects.toMatchObject({ code: "closed" });
      await ledger.close();
    });

    formsContract(fresh);
    rulesContract(fresh);
    recordsContract(fresh);

    if (!durable) return;

    it("keeps everything when it is closed and opened again", async () => {
      const { ledger, reopen } = await fresh();
      const full = (ref: ItemRef) =>
        runOf(ref, "full", {
          status: "failed",
          due: null,
          late: true,
          turn: 2,
          turns: [{ number: 1, due: iso(), ended: iso(1), status: "skipped", reason: "not urgent" }],
          watches: [{ entity: "contacts", id: 7 }],
          actor: { id: 1, name: "Anna" },
          tries: 2,
          started: iso(1),
          ended: iso(2),
          args: { to: "ann@acme.example", amount: { amount: "0.10", currency: "EUR" } },
          result: ["ü", null, 1.5],
          reason: "no provider",
          attempts: 3,
          uncertain: true,
        });
      const expected = {
        type: "formSent",
        where: { form: ["1", null] },
        unless: {},
        result: "sent",
        take: {},
      };
      const expectation = { kind: "events", what: "the form", events: [expected], timedOut: null } as const;
      const waiting = (ref: ItemRef) =>
        runOf(ref, "waiting", {
          waits: "event",
          order: 1,
          why: { code: "event", what: "the form", events: ["formSent"], until: iso(9) },
          awaits: { ...expectation, until: iso(9) },
        });
      const item = await makeDeal(ledger, { event: "e1", runs: (ref) => [full(ref), waiting(ref)] });
      const act = { at: iso(), run: "deals-1-1-full", what: "retry", by: "anna" } as const;
      const fields = { amount: { old: null, new: "1" } };
      const updated = { at: iso(), item, kind: "updated", by: "anna", fields } as const;
      await change(ledger, { kind: "item", ref: item }, () => ({
        write: { ...nothing, acts: [act], changes: [{ change: updated, counts: false }] },
        answer: null,
      }));
      await ledger.close();

      const again = await reopen();
      expect(await again.item(item)).toMatchObject({
        stage: "NEW",
        fields: { title: "Acme", amount: "12.50" },
      });
      expect(await again.visits(item)).toEqual([visitOf(item)]);
      expect(await again.runsOf(item)).toEqual([full(item), waiting(item)]);
      expect(await again.acts("deals-1-1-full")).toEqual([act]);
      const created = { at: iso(), item, kind: "created", by: "api", to: "New" };
      expect(await again.history(item)).toEqual([created, updated]);
      expect(await again.history({ entity: "deals", id: 2 })).toEqual([]);
      expect((await makeDeal(again)).id).toBe(2);
      const seen = await change(
        again,
        { kind: "item", ref: item },
        (slice) => ({ write: null, answer: slice.duplicate }),
        "e1",
      );
      expect(seen).toBe(true);
    });
  });
}
