import { expect, it } from "vitest";
import type { Deed, HeldRule } from "../src/engine/state.ts";
import type { Ledger } from "../src/ledger/port.ts";
import { change, iso, makeDeal, NOW, nothing, runOf } from "./ledger-kit.ts";

const held = (ruleKey: string, by = "anna"): HeldRule => ({ ruleKey, at: iso(), by });
const deed = (subject: string, what: Deed["what"] = "disable"): Deed => ({
  at: iso(),
  what,
  subject,
  by: "anna",
  data: null,
});

/**
 * What every ledger does for reasons, and for rules that are disabled and enrolled.
 *
 * @param fresh makes an empty one
 */
export function rulesContract(fresh: () => Promise<{ readonly ledger: Ledger }>): void {
  const disable = (ledger: Ledger, ...rules: readonly HeldRule[]) =>
    ledger.changeRules(() => ({
      disable: rules,
      deeds: rules.map(({ ruleKey }) => deed(ruleKey)),
      answer: undefined,
    }));

  it("keeps the reason of a run as data, what its condition saw, and the reason of a note", async () => {
    const { ledger } = await fresh();
    const why = { code: "retry", attempt: 2, of: 5, at: iso(5), error: "busy" } as const;
    const saw = [{ text: "amount > 5", holds: null, values: { amount: null } }];
    const item = await makeDeal(ledger, { runs: (ref) => [runOf(ref, "a", { why, saw })] });
    expect(await ledger.runsOf(item)).toMatchObject([{ why, saw }]);
    const note = { code: "backward", from: "New", to: "Old" } as const;
    const noted = {
      at: iso(),
      item,
      kind: "noted",
      by: "trigger t",
      reason: "not moved",
      why: note,
    } as const;
    await change(ledger, { kind: "item", ref: item }, () => ({
      write: { ...nothing, changes: [{ change: noted, counts: false }] },
      answer: null,
    }));
    expect(await ledger.notes(item, 10)).toEqual([noted]);
    expect(await ledger.history(item)).toMatchObject([{ kind: "created" }, noted]);
  });

  it("gives the latest notes of an item and of no other, oldest first", async () => {
    const { ledger } = await fresh();
    const [one, two] = [await makeDeal(ledger), await makeDeal(ledger)];
    for (const [ref, reason] of [
      [one, "a"],
      [two, "b"],
      [one, "c"],
      [one, "d"],
    ] as const) {
      const noted = { at: iso(), item: ref, kind: "noted", by: "t", reason } as const;
      await change(ledger, { kind: "item", ref }, () => ({
        write: { ...nothing, changes: [{ change: noted, counts: false }] },
        answer: null,
      }));
    }
    expect((await ledger.notes(one, 2)).map(({ reason }) => reason)).toEqual(["c", "d"]);
  });

  it("knows which rules are disabled, from the next transaction on", async () => {
    const { ledger } = await fresh();
    const item = await makeDeal(ledger);
    const ask = (key: string) =>
      change(ledger, { kind: "item", ref: item }, (slice) => ({ write: null, answer: slice.held(key) }));
    expect(await ask("a")).toBeNull();
    await disable(ledger, held("b"), held("a"));
    expect(await ask("a")).toEqual(held("a"));
    expect(await ask("c")).toBeNull();
    expect(await ledger.held()).toEqual([held("a"), held("b")]);
    await disable(ledger, held("a", "ben"));
    expect(await ask("a")).toEqual(held("a"));
    await ledger.changeRules((known) => ({
      enable: known.map(({ ruleKey }) => ruleKey),
      deeds: [deed("a", "enable")],
      mark: { name: "round", value: "open" },
      answer: null,
    }));
    expect(await ask("a")).toBeNull();
    expect(await ledger.mark("round")).toBe("open");
    expect((await ledger.deeds(2)).map(({ what, subject }) => [what, subject])).toEqual([
      ["enable", "a"],
      ["disable", "a"],
    ]);
  });

  it("leaves no trace of a change of rules that throws", async () => {
    const { ledger } = await fresh();
    const broken = ledger.changeRules(() => {
      throw new Error("no");
    });
    await expect(broken).rejects.toThrow("no");
    expect([await ledger.held(), await ledger.deeds(10)]).toEqual([[], []]);
  });

  it("gives waiting runs and open visits a page at a time, each once", async () => {
    const { ledger } = await fresh();
    for (let id = 1; id <= 5; id += 1) {
      await makeDeal(ledger, {
        runs: (ref) => [
          runOf(ref, "a", id === 2 ? { why: { code: "disabled", by: "anna", at: iso() } } : {}),
          runOf(ref, "b", { status: "done" }),
        ],
      });
    }
    const first = await ledger.waiting(3);
    const rest = await ledger.waiting(3, first.at(-1)?.id);
    expect([...first, ...rest].map(({ id, held: isHeld }) => [id, isHeld])).toEqual(
      [1, 2, 3, 4, 5].map((id) => [`deals-${id}-1-a`, id === 2]),
    );
    expect(first[0]).toMatchObject({ ruleKey: "key.a", ruleSet: "one" });
    const visits = await ledger.openVisits(3);
    const others = await ledger.openVisits(3, visits.at(-1)?.item);
    expect([...visits, ...others].map(({ item }) => item.id)).toEqual([1, 2, 3, 4, 5]);
  });

  it("changes several items together, or none of them", async () => {
    const { ledger } = await fresh();
    const refs = [await makeDeal(ledger), await makeDeal(ledger)];
    const rename = (fails: boolean) =>
      ledger.changeMany({
        refs,
        now: NOW,
        work: (slices) => {
          const writes = slices.flatMap(({ state: { item } }) =>
            item === null ? [] : [{ ...nothing, item: { ...item, fields: { title: "Both" } } }],
          );
          if (fails)
            return {
              writes: [...writes, { ...nothing, runs: [runOf({ entity: "x", id: 9 }, "a")] }],
              answer: 0,
            };
          return { writes, deeds: [deed("a", "enroll")], answer: writes.length };
        },
      });
    await expect(rename(true)).rejects.toThrow();
    const titles = async () => Promise.all(refs.map(async (ref) => (await ledger.item(ref))?.fields.title));
    expect(await titles()).toEqual(["Acme", "Acme"]);
    expect(await rename(false)).toBe(2);
    expect(await titles()).toEqual(["Both", "Both"]);
    expect(await ledger.deeds(1)).toEqual([deed("a", "enroll")]);
  });
}
