import { describe, expect, it } from "vitest";
import { ann, callsOf, deal, dealIn, endsOf, portalAt, users, utc } from "./portal.ts";

describe("a new deal", () => {
  it("that nobody moves goes up to the manager, and to the manager's manager", async () => {
    const crm = portalAt("2026-06-08 10:00");
    const one = await dealIn(crm, "New");
    await crm.advance("3 days");
    expect(crm.actions.sent.notices.map(({ user, message }) => [user.name, message])).toEqual([
      ["Anna", "A new deal: Acme"],
      ["Max", "Still open for Anna: A new deal: Acme"],
      ["Eva", "Nobody has moved this: A new deal: Acme"],
    ]);
    const runs = await crm.runs(one);
    expect(runs.map((run) => run.ended)).toEqual(
      ["2026-06-08 10:00", "2026-06-09 10:00", "2026-06-10 10:00"].map(utc),
    );
  });

  it("that moves on bothers nobody any more", async () => {
    const crm = portalAt("2026-06-08 10:00");
    const one = await dealIn(crm, "New");
    await crm.advance("1 h");
    await crm.move(one, "Qualified");
    await crm.advance("10 days");
    expect(crm.actions.sent.notices).toHaveLength(1);
  });

  it("that was imported bothers nobody at all", async () => {
    const crm = portalAt("2026-06-08 10:00");
    await dealIn(crm, "New", { source: "Import" });
    await crm.advance("10 days");
    expect(crm.actions.sent.notices).toEqual([]);
  });
});

describe("a meeting", () => {
  it("is remembered two hours before, and thanked for an hour after, wherever it moves", async () => {
    const crm = portalAt("2026-06-08 10:00");
    const one = await dealIn(crm, "Qualified", {
      contact: await ann(crm),
      meetingAt: utc("2026-06-10 14:00"),
    });
    await crm.update(one, { meetingAt: utc("2026-06-11 15:30") });
    await crm.advance("5 days");
    expect(callsOf(crm, "textClient")).toEqual([{ text: "See you at 3:30 PM." }]);
    const runs = await crm.runs(one);
    expect(endsOf(runs, "reminder")).toEqual([`done ${utc("2026-06-11 13:30")}`]);
    expect(endsOf(runs, "thanks")).toEqual([`done ${utc("2026-06-11 16:30")}`]);
  });
});

describe("a proposal", () => {
  it("is chased when its responsible person works, and not sent to who wants no mail", async () => {
    const crm = portalAt("2026-06-08 11:00");
    const one = await dealIn(crm, "Proposal", { contact: await ann(crm, { optOut: true }) });
    await crm.advance("14 days");
    expect(crm.actions.sent.mails).toEqual([]);
    // Due on Thursday the 11th; Anna is away until the 12th, and works from Monday to Thursday, from 10:00.
    expect(endsOf(await crm.runs(one), "chase")).toEqual([`done ${utc("2026-06-15 10:00")}`]);
  });

  it("is chased at once when somebody takes over who works", async () => {
    const crm = portalAt("2026-06-08 11:00");
    const one = await dealIn(crm, "Proposal");
    await crm.advanceTo(utc("2026-06-12 12:00"));
    await crm.update(one, { responsible: users.ben });
    await crm.advance("1 day");
    // Ben has a break from 12:00 to 12:30.
    expect(endsOf(await crm.runs(one), "chase")).toEqual([`done ${utc("2026-06-12 12:30")}`]);
  });

  it("with a large discount is approved by who may", async () => {
    const crm = portalAt("2026-06-10 16:00");
    for (const amount of [40_000, 60_000]) await dealIn(crm, "Proposal", { amount, discount: 25 });
    await dealIn(crm, "Proposal", { amount: 60_000, discount: 20 });
    expect(callsOf(crm, "createTask")).toMatchObject([
      { title: "Approve 25 % for Acme", user: { id: users.max }, due: utc("2026-06-12 16:00") },
      { title: "Approve 25 % for Acme", user: { id: users.eva }, due: utc("2026-06-12 16:00") },
    ]);
  });

  it("that was read for two minutes is a reason to call, once a week", async () => {
    const crm = portalAt("2026-06-08 11:00");
    const one = await dealIn(crm, "Proposal");
    const read = (minutes: number) => crm.send({ type: "proposalRead", item: one, payload: { minutes } });
    const calls = () => callsOf(crm, "createTask").filter(({ title }) => String(title).startsWith("Call"));
    await read(1);
    // What comes from outside may be anything.
    await crm.send({ type: "proposalRead", item: one, payload: { minutes: "many" } });
    await crm.send({ type: "proposalRead", item: one });
    expect(calls()).toEqual([]);
    await read(2);
    await read(9);
    expect(calls()).toHaveLength(1);
    await crm.advance("8 days");
    await read(3);
    expect(calls()).toHaveLength(2);
  });
});

describe("a deal that grows beyond the line", () => {
  it("is Max's business, once", async () => {
    const crm = portalAt("2026-06-08 11:00");
    const one = await dealIn(crm, "Qualified", { amount: 40_000 });
    await crm.update(one, { amount: 45_000 });
    await crm.update(one, { amount: 60_000 });
    await crm.update(one, { amount: 70_000 });
    expect((await crm.item(one))?.item.fields.priority).toBe("HIGH");
    expect(crm.actions.sent.notices.map(({ user, message }) => [user.name, message])).toEqual([
      ["Max", "Acme has grown from 45000.00 EUR to 60000.00 EUR"],
    ]);
  });
});

describe("every weekday at 09:00", () => {
  it("forgotten deals come up, not on the weekend, and none that moved", async () => {
    const crm = portalAt("2026-06-05 08:00");
    await crm.place(
      "deals",
      deal({ title: "Old", stage: "Proposal", lastActivityAt: utc("2026-05-01 10:00") }),
    );
    await crm.place(
      "deals",
      deal({ title: "Fresh", stage: "Proposal", lastActivityAt: utc("2026-06-04 10:00") }),
    );
    await crm.place("deals", deal({ title: "Silent", stage: "Proposal" }));
    await crm.advanceTo(utc("2026-06-08 12:00"));
    const told = crm.actions.calls.filter((call) => call.action === "notify");
    expect(told.map((call) => [call.now, call.args.message])).toEqual([
      [utc("2026-06-05 09:00"), "Nothing has happened with Old since May 1, 2026 at 10:00 AM"],
      [utc("2026-06-08 09:00"), "Nothing has happened with Old since May 1, 2026 at 10:00 AM"],
    ]);
  });
});
