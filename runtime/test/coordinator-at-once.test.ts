import { expect, it } from "vitest";
import type { Hands } from "../src/coordinator.ts";
import { type ActionCall, createCoordinator, type Ledger, openSqliteLedger } from "../src/index.ts";
import { after, deal, done, rule, ruleSet, virtualWorld } from "./coordinator-kit.ts";

/** Hands with so much room, that remember what they were given. */
function handsOf(room: number) {
  const calls: ActionCall[] = [];
  let left = room;
  const hands: Hands = {
    reserve: () => {
      if (left === 0) return false;
      left -= 1;
      return true;
    },
    release: (actions) => {
      left += actions.length;
    },
    start: (given) => void calls.push(...given),
  };
  return { hands, calls, left: () => left };
}

function setUp(room: number, ...rules: Parameters<typeof ruleSet>[1]["rules"]) {
  const own = handsOf(room);
  const set = ruleSet("at-once", { on: ["New"], rules });
  const real = openSqliteLedger(":memory:");
  let breaks = 0;
  const ledger: Ledger = {
    ...real,
    change: (transaction) =>
      real.change({
        ...transaction,
        // What is written is worked out last.
        work: (slice) =>
          transaction.work({
            ...slice,
            get watchers() {
              if (breaks-- > 0) throw new Error("broken");
              return slice.watchers;
            },
          }),
      }),
  };
  const parts = {
    ledger,
    ruleSets: { current: () => set, byHash: (hash: string) => (hash === set.hash ? set : undefined) },
    world: virtualWorld(),
    hands: own.hands,
  };
  const coordinator = createCoordinator(parts);
  const runs = async () => (await coordinator.runs({})).map(({ rule: name, status }) => `${name} ${status}`);
  // A transaction that fails is worked once more, by itself.
  const breakWrites = () => {
    breaks = 2;
  };
  return { ...own, ledger, coordinator, runs, breakWrites };
}

const create = ({ coordinator }: ReturnType<typeof setUp>) =>
  coordinator.create("deals", { id: 1, title: "Acme" }, "api");

it("starts what is due in the transaction that makes it, and hands it out once that is durable", async () => {
  const own = setUp(9, rule("a"), rule("b"));
  const handed: string[][] = [];
  own.ledger.watch(({ runs }) => void handed.push(runs.map(({ status }) => status)));
  await create(own);
  expect(own.calls.map(({ run }) => run.rule)).toEqual(["a", "b"]);
  expect(handed, "each run is written once").toEqual([["running", "running"]]);
  expect(await own.coordinator.startDue(9), "nothing is left to be asked for").toEqual([]);
});

it("leaves what there is no room for to whoever asks", async () => {
  const own = setUp(1, rule("a"), rule("b"));
  await create(own);
  expect(own.calls.map(({ run }) => run.rule)).toEqual(["a"]);
  expect(await own.runs()).toEqual(["a running", "b waiting"]);
  expect((await own.coordinator.startDue(9)).map(({ run }) => run.rule)).toEqual(["b"]);
});

it("gives places back where the transaction fails after it has taken them", async () => {
  const own = setUp(9, rule("a"), rule("b"));
  own.breakWrites();
  await expect(create(own)).rejects.toThrow("broken");
  expect({ left: own.left(), calls: own.calls }).toEqual({ left: 9, calls: [] });
  await create(own);
  expect({ left: own.left(), calls: own.calls.length }).toEqual({ left: 7, calls: 2 });
});

it("starts what waited for a run together with its end", async () => {
  const own = setUp(1, rule("a"), rule("b", { after: [after("a")] }));
  await create(own);
  own.hands.release(["a"]);
  await own.coordinator.settle(own.calls[0]?.run.id ?? "", done);
  expect(own.calls.map(({ run }) => run.rule)).toEqual(["a", "b"]);
  expect(await own.runs()).toEqual(["a done", "b running"]);
});

it("gives back the place of what is skipped, and of a transaction that fails", async () => {
  const never = { kind: "check", text: "title = x", test: () => false, values: () => ({}) } as const;
  const own = setUp(2, rule("a", { when: never }), rule("b"));
  await create(own);
  expect(own.calls.map(({ run }) => run.rule)).toEqual(["b"]);
  expect(await own.runs()).toEqual(["a skipped", "b running"]);
  expect(own.left()).toBe(1);
  await own.ledger.close();
  await expect(own.coordinator.move(deal, "Qualified", "api")).rejects.toMatchObject({ code: "closed" });
  expect(own.left()).toBe(1);
});
