import type { JsonObject } from "@onstage/runtime/rules";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { local, portal, users } from "./kit.ts";

interface Made {
  /** When it comes in, by the clocks of Berlin, or ISO 8601. */
  readonly now: string;
  readonly createdAt?: string;
  readonly contact?: JsonObject;
}

const utc = (clock: string): string =>
  clock.endsWith("Z")
    ? clock
    : Temporal.PlainDateTime.from(clock).toZonedDateTime("Europe/Berlin").toInstant().toString();

/** What comes of a lead. */
async function lead({ now, createdAt = now, contact = { mobile: "+49 170 1234567" } }: Made) {
  const crm = await portal("s05-at-night.rules", now);
  const { id } = await crm.place("contacts", { name: "Ann", optOut: false, ...contact });
  await crm.create("leads", {
    title: "Globex",
    responsible: users.anna,
    createdAt: utc(createdAt),
    contact: id,
  });
  const sms = crm.actions.calls.filter(({ action }) => action === "sendSms");
  const due = crm.actions.calls.flatMap(({ action, args }) =>
    action === "createTask" ? [local(String(args.due))] : [],
  );
  return { sms: sms.length, due, runs: await crm.runs("leads/1") };
}

describe("a lead", () => {
  it.each([
    ["2026-06-09 19:59:59", 0],
    ["2026-06-09 20:00:00", 1],
    ["2026-06-09 23:30:00", 1],
    ["2026-06-10 00:00:00", 1],
    ["2026-06-10 07:59:59", 1],
    ["2026-06-10 08:00:00", 0],
  ])("that comes in at %s gets %i SMS", async (now, sent) => {
    expect((await lead({ now })).sms).toBe(sent);
  });

  it("of Friday 17:45 is called until Monday 09:15, since a quarter of an hour is left of Friday", async () => {
    expect(await lead({ now: "2026-06-12 17:45" })).toMatchObject({ sms: 0, due: ["2026-06-15 09:15"] });
  });

  it("with a telephone at work only gets no SMS, and is called nevertheless", async () => {
    const { runs, due } = await lead({ now: "2026-06-09 22:00", contact: { phoneWork: "+49 30 1234567" } });
    expect(runs[0]).toMatchObject({ status: "failed", reason: expect.stringContaining("for “mobile”") });
    expect(due).toEqual(["2026-06-10 09:30"]);
  });

  it.each(["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"])(
    "at 02:30 on the night that has this hour twice gets one SMS: %s",
    async (now) => {
      expect((await lead({ now })).sms).toBe(1);
    },
  );

  it("that was imported at night, and came by day, gets none", async () => {
    expect((await lead({ now: "2026-06-09 22:00", createdAt: "2026-06-09 14:00" })).sms).toBe(0);
  });
});
