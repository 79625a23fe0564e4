import { describe, expect, it } from "vitest";
import { endsOf, entered, portal, timelineOf } from "./portal.ts";

describe("createTask", () => {
  it("puts a task on the timeline, with who, until when, and what it consists of", async () => {
    const crm = await entered(`
      let kickoff = createTask("Kickoff with {title}", responsible, due: now + 2 working days, text: "Soon", checklist: ["Agenda", "Slides"], accomplices: ["Ben"]) when responsible is set;
      after previous setField(preparation, kickoff.id);`);
    expect(await timelineOf(crm)).toMatchObject([
      {
        id: 1,
        kind: "task",
        title: "Kickoff with Acme",
        text: "Soon",
        who: 1,
        stage: "QUALIFIED",
        deadline: "2026-06-10T08:00:00.000Z",
        closed: null,
        data: {
          checklist: [
            { title: "Agenda", done: false },
            { title: "Slides", done: false },
          ],
          accomplices: [2],
        },
      },
    ]);
    expect((await crm.item("deals/1"))?.item.fields.preparation).toBe(1);
  });

  it("makes one task, though the rule is tried again", async () => {
    const crm = await entered(`createTask("Call", "Ben")`);
    const [run] = await crm.runs("deals/1");
    if (run === undefined) throw new Error("the rule has run");
    await crm.coordinator.settle(run.id, { kind: "done", result: null, changes: [] });
    expect(await timelineOf(crm)).toHaveLength(1);
  });

  it("takes no empty title", async () => {
    const crm = await entered(`createTask(" ", "Ben")`);
    expect(await endsOf(crm)).toEqual(["createTask failed: The task has no title."]);
  });
});

describe("completeTasks", () => {
  it("completes the open tasks that rules of a stage have created, and no others", async () => {
    const crm = await portal(`
      on stage "New" in deals < createTask("First", "Ben"); planToDo("Stays") >
      on stage "Qualified" in deals < createTask("Second", "Ben") >
      on stage "Won" in deals < completeTasks("New") >`);
    await crm.create("deals", { title: "Acme" });
    await crm.move("deals/1", "Qualified");
    await crm.move("deals/1", "Won");
    const closed = (await timelineOf(crm)).map(({ title, closedBy }) => [title, closedBy]);
    expect(closed.toSorted()).toEqual([
      ["First", "deals-1-3-completeTasks"],
      ["Second", null],
      ["Stays", null],
    ]);
  });
});

describe("plans", () => {
  it("stand on the timeline with their moment, for who is responsible unless somebody is named", async () => {
    const crm = await entered(`
      planToDo("Ask", due: now + 1 day);
      scheduleCall("Talk about {title}", now + 2 days, "Ben", "Bring numbers");
      scheduleMeeting("Show it", now + 3 days, place: "Room 5");`);
    const plans = (await timelineOf(crm)).map(({ kind, title, who, deadline, text, data, closed }) => {
      return { kind, title, who, deadline, text, data, closed };
    });
    const rest = { text: null, data: {}, closed: null };
    expect(plans.toSorted((a, b) => String(a.deadline).localeCompare(String(b.deadline)))).toEqual([
      { ...rest, kind: "toDo", title: "Ask", who: 1, deadline: "2026-06-09T08:00:00.000Z" },
      {
        ...rest,
        kind: "call",
        title: "Talk about Acme",
        who: 2,
        deadline: "2026-06-10T08:00:00.000Z",
        text: "Bring numbers",
      },
      {
        ...rest,
        kind: "meeting",
        title: "Show it",
        who: 1,
        deadline: "2026-06-11T08:00:00.000Z",
        data: { place: "Room 5" },
      },
    ]);
  });

  it("close by themselves when the item leaves its stage, if they are to", async () => {
    const crm = await entered(`planToDo("Until then", untilLeft: true); planToDo("Stays")`);
    await crm.move("deals/1", "Won");
    const closed = (await timelineOf(crm)).map(({ title, closedBy }) => [title, closedBy]);
    expect(closed.toSorted()).toEqual([
      ["Stays", null],
      ["Until then", "left"],
    ]);
  });
});

describe("what is said on the timeline", () => {
  it("is a comment, an entry or a post, as it was written", async () => {
    const crm = await entered(`
      addComment("Well done,\\nall of you", "Ben");
      addHistoryEntry("The offer is out");
      postToFeed("We won {title}", "Thank you", ["Anna", "Ben"]);`);
    const said = (await timelineOf(crm)).map(({ kind, title, text, who, data, closed }) => {
      return { kind, title, text, who, data, closed: closed !== null };
    });
    expect(said.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      {
        kind: "comment",
        title: "Well done,",
        text: "Well done,\nall of you",
        who: 2,
        data: {},
        closed: true,
      },
      {
        kind: "feedPost",
        title: "We won Acme",
        text: "Thank you",
        who: null,
        data: { for: [1, 2] },
        closed: true,
      },
      {
        kind: "history",
        title: "The offer is out",
        text: "The offer is out",
        who: null,
        data: {},
        closed: true,
      },
    ]);
  });

  it.each([
    [`addComment(" ")`, "addComment failed: The comment is empty."],
    [`addHistoryEntry("")`, "addHistoryEntry failed: The entry is empty."],
  ])("is not empty: %s", async (rule, reason) => {
    expect(await endsOf(await entered(rule))).toEqual([reason]);
  });
});

describe("products", () => {
  it("stand in the item until they are taken out", async () => {
    const crm = await portal(`
      on stage "Qualified" in deals <
        addProduct("Installation", 150 EUR, 2);
        after previous addProduct("Training", 90 EUR);
        let first = after previous getProduct();
        let named = after previous getProduct("Training");
        after previous addHistoryEntry("{first.quantity} of {first.name}, {named.price} for {named.name}");
      >
      on stage "Won" in deals < removeProducts(); after previous getProduct() >`);
    await crm.create("deals", { title: "Acme", stage: "Qualified" });
    expect((await timelineOf(crm)).at(-1)?.title).toMatch(/^2 of Installation, .*90.* for Training$/);
    await crm.move("deals/1", "Won");
    expect((await endsOf(crm)).at(-1)).toBe("getProduct failed: There is no product in “Acme”.");
  });
});

describe("notifySupervisor", () => {
  it("tells the supervisor of who is responsible", async () => {
    const crm = await entered(`notifySupervisor("{title} waits")`);
    expect(crm.actions.sent.notices.map(({ user, message }) => [user.name, message])).toEqual([
      ["Max", "Acme waits"],
    ]);
  });

  it.each([
    [{ responsible: null }, "Nobody is responsible for “Acme”."],
    [{ responsible: 9 }, "Max has no supervisor in the CRM."],
    [{ responsible: 99 }, "The user 99, who is responsible for “Acme”, is not in the CRM."],
    [{ responsible: 2 }, expect.stringContaining("Eva")],
  ])("fails with a sentence where that cannot be: %j", async (fields, reason) => {
    const crm = await entered(`notifySupervisor("{title} waits")`, fields);
    const [run] = await crm.runs("deals/1");
    expect([run?.status, run?.reason]).toEqual(["failed", reason]);
  });
});

describe("assignOneOf", () => {
  const rules = (how = "") => `on created in deals < assignOneOf(["Anna", "Ben", "Ivan", "Dora"]${how}) >`;

  async function owners(text: string, now: string, count: number) {
    const crm = await portal(text, now);
    for (let one = 0; one < count; one += 1) await crm.create("deals", { title: "Acme" });
    const items = await crm.coordinator.items("deals", { limit: 100 });
    return { crm, of: items.map(({ fields }) => fields.responsible) };
  }

  it("hands items round in their order, without who has left", async () => {
    expect((await owners(rules(), "2026-06-08 10:00", 7)).of).toEqual([1, 2, 7, 1, 2, 7, 1]);
  });

  it("leaves out who is away today", async () => {
    expect((await owners(rules(), "2026-06-10 10:00", 4)).of).toEqual([1, 2, 1, 2]);
  });

  it("takes the first who is there, or any", async () => {
    expect((await owners(rules(', "first"'), "2026-06-08 10:00", 3)).of).toEqual([1, 1, 1]);
    const { of } = await owners(rules(', "random"'), "2026-06-08 10:00", 30);
    expect(new Set(of)).toEqual(new Set([1, 2, 7]));
  });

  it("fails where nobody is there", async () => {
    const { crm } = await owners(`on created in deals < assignOneOf(["Ivan"]) >`, "2026-06-08 10:00", 1);
    expect(await endsOf(crm)).toEqual(["assignOneOf failed: None of Ivan is there."]);
  });
});
