import { describe, expect, it } from "vitest";
import { callsOf, portalAt, users, utc } from "./portal.ts";

const lead = (createdAt: string) => ({
  title: "Ann",
  phone: "+49 170 1",
  responsible: users.anna,
  createdAt,
});

describe("a lead", () => {
  it.each([
    ["19:59:59", 0],
    ["20:00:00", 1],
    ["23:30:00", 1],
    ["00:00:00", 1],
    ["07:59:59", 1],
    ["08:00:00", 0],
  ])("that came in at %s gets %i messages that somebody will call", async (time, messages) => {
    const crm = portalAt(`2026-06-10 ${time}`);
    await crm.create("leads", lead(utc(`2026-06-10 ${time}`)));
    expect(callsOf(crm, "textClient")).toHaveLength(messages);
  });

  it("of both hours that the clock shows twice gets its message", async () => {
    const crm = portalAt("2026-10-25 01:00");
    for (const moment of ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"]) {
      await crm.create("leads", lead(moment));
    }
    expect(callsOf(crm, "textClient")).toHaveLength(2);
  });

  it("that was imported at night but came in by day gets none", async () => {
    const crm = portalAt("2026-06-10 22:00");
    await crm.create("leads", lead(utc("2026-06-10 14:00")));
    expect(callsOf(crm, "textClient")).toEqual([]);
  });

  it("of a late Friday is to be called on Monday: 30 minutes of work later", async () => {
    const crm = portalAt("2026-06-12 17:45");
    await crm.create("leads", lead(utc("2026-06-12 17:45")));
    expect(callsOf(crm, "createTask")).toMatchObject([
      { title: "Call the lead Ann", user: { id: users.anna }, due: utc("2026-06-15 09:15") },
    ]);
  });

  it("whose client wants to be called is worked on at once", async () => {
    const crm = portalAt("2026-06-10 10:00");
    const { id } = await crm.create("leads", lead(utc("2026-06-10 10:00")));
    await crm.send({ type: "callbackRequested", item: `leads/${id}`, payload: { phone: "+49 170 1" } });
    expect((await crm.item(`leads/${id}`))?.item.stage).toBe("L_WORK");
  });
});
