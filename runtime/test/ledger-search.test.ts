import { expect, it, onTestFinished } from "vitest";
import { openSqliteLedger } from "../src/index.ts";
import { makeDeal, runOf } from "./ledger-kit.ts";

it("finds few runs among many in the order of their making, and lets others have their turn meanwhile", async () => {
  const ledger = openSqliteLedger(":memory:");
  onTestFinished(() => ledger.close());
  const many = 35_000;
  await makeDeal(ledger, {
    runs: (ref) =>
      Array.from({ length: many }, (_, order) =>
        runOf(ref, `${order % 7_000 === 0 ? "rare" : "often"}${order}`, {
          rule: order % 7_000 === 0 ? "rare" : "often",
          order,
        }),
      ),
  });
  const rare = [0, 7_000, 14_000, 21_000, 28_000].map((order) => `deals-1-1-rare${order}`);
  let turns = 0;
  let looking = true;
  const count = () => {
    turns += 1;
    if (looking) setImmediate(count);
  };
  setImmediate(count);
  const ids = async (filter: Parameters<typeof ledger.runs>[0]) =>
    (await ledger.runs(filter)).map(({ id }) => id);
  expect(await ids({ rule: "rare" })).toEqual(rare);
  looking = false;
  expect(turns).toBeGreaterThanOrEqual(3);
  expect(await ids({ rule: "rare", limit: 2 })).toEqual(rare.slice(0, 2));
  expect(await ids({ rule: "rare", limit: 2, after: rare[1] ?? "" })).toEqual(rare.slice(2, 4));
  expect(await ids({ rule: "rare", after: rare[4] ?? "" })).toEqual([]);
  expect(await ids({ rule: "rare", after: "nothing" })).toEqual([]);
  expect(await ids({ rule: "often", limit: 1000 })).toHaveLength(1000);
});
