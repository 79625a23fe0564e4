import { simulate } from "@onstage/stdlib/testing";
import { expect, it } from "vitest";
import { portal } from "./portal.ts";

it("shows in a simulation what rules make and write: items of other entities, and timelines", async () => {
  const crm = await portal(`
    on stage "Won" in deals <
      createItem("invoices", { title: "Bill for {title}", deal: this });
      createTask("Thank {title}", "Ben", due: now + 1 day);
      addComment("Won at last");
    >`);
  const simulation = await simulate(await crm.ready(), {
    now: "2026-06-08T10:00:00+02:00",
    items: { deals: [{ id: 1, title: "Acme", stage: "New" }] },
    events: [{ at: "+0m", move: "deals/1", to: "Won" }],
  });
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.problems));
  const { items, activities, notes } = simulation.report;
  expect(items.invoices).toEqual([{ id: 1, stage: "Draft", title: "Bill for Acme", deal: 1 }]);
  const at = "2026-06-08T10:00:00.000+02:00";
  expect(activities?.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
    {
      id: expect.any(Number),
      item: "deals/1",
      kind: "comment",
      title: "Won at last",
      text: "Won at last",
      created: at,
      closed: at,
    },
    {
      id: expect.any(Number),
      item: "deals/1",
      kind: "task",
      title: "Thank Acme",
      who: 2,
      created: at,
      deadline: "2026-06-09T10:00:00.000+02:00",
    },
  ]);
  expect(notes).toEqual([{ at, item: "deals/1", text: "made invoices/1" }]);
});
