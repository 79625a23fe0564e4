import { createFunnel, type TimedPerformer } from "@onstage/stdlib/testing";
import { expect, it } from "vitest";
import { rulesOf, users, utc } from "./kit.ts";

const ruleSet = await rulesOf("s24-rotation.rules");

/** Hands leads round: whoever is next, and active. The counter is the performer's, as that of a portal would be. */
function rotation(failsFor?: number): TimedPerformer {
  const next = [users.anna, users.ben, users.dora];
  let count = 0;
  return {
    perform: async ({ item }) => {
      const user = next[count % next.length] ?? users.anna;
      count += 1;
      return item.id === failsFor
        ? { kind: "failed", how: "permanent", reason: "no access" }
        : { kind: "done", result: null, changes: [{ kind: "set", fields: { responsible: user } }] };
    },
  };
}

const createdAt = utc("2026-06-08 10:00");

async function owners(failsFor?: number): Promise<readonly unknown[]> {
  const funnel = createFunnel({ ruleSet, now: createdAt, performer: rotation(failsFor) });
  const payload = { title: "Lead", responsible: users.ivan, createdAt };
  for (const id of [1, 2, 3, 3, 4, 5, 6, 7]) {
    funnel.at(createdAt, () =>
      funnel.coordinator.receive({ id: `lead ${id}`, type: "itemCreated", item: `leads/${id}`, payload }),
    );
  }
  await funnel.advance("1 h");
  const leads = await funnel.coordinator.items("leads", { limit: 10 });
  await funnel.close();
  return leads.map(({ fields }) => fields.responsible);
}

it("hands seven leads of one second round in the order of their creation; one that comes twice counts once", async () => {
  const { anna, ben, dora } = users;
  expect(await owners()).toEqual([anna, ben, dora, anna, ben, dora, anna]);
});

it("goes on with the next one where a lead cannot be handed over", async () => {
  const { anna, ben, dora, ivan } = users;
  expect(await owners(2)).toEqual([anna, ivan, dora, anna, ben, dora, anna]);
});
