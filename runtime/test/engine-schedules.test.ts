import { describe, expect, it } from "vitest";
import type { Schedule } from "../src/rules/ruleset.ts";
import { duration } from "../src/time/duration.ts";
import { after, deal, enter, type Kit, kit, type RuleParts, rule, schema, value } from "./coordinator-kit.ts";
import { anchor, berlin, language, local, pass } from "./forms-kit.ts";
import { ANNA, BEN, calendar } from "./time-kit.ts";

const days = (count: number) => duration({ days: count });
const hours = (count: number) => duration({ milliseconds: count * 3_600_000 });

const people = {
  ...schema,
  users: [ANNA, BEN, { id: 11, name: "Ivan", active: false }],
};

/** A deal in its first stage at a moment in Berlin, with one rule that waits by a schedule. */
async function scheduled(
  now: string,
  schedule: Schedule,
  fields: Record<string, string | number> = {},
  more: RuleParts = {},
): Promise<Kit> {
  const rules = language("s", [{ stage: "New", rules: [rule("mail", { schedule, ...more })] }], {
    calendar,
    schema: people,
  });
  const parts = kit({ rules });
  parts.world.set(berlin(now));
  value(await parts.coordinator.create("deals", { title: "Acme", ...fields }, "api"));
  return parts;
}

const mail = async ({ coordinator }: Kit) => coordinator.run("deals-1-1-mail");

describe("a rule with a schedule", () => {
  it("waits for its moment, says so, and runs then and not before", async () => {
    const parts = await scheduled("2026-06-08 10:00", { delay: hours(2) });
    expect(await mail(parts)).toMatchObject({
      status: "waiting",
      waits: "moment",
      due: "2026-06-08T10:00:00.000Z",
      reason: "waits until 2026-06-08 12:00",
    });
    expect(parts.wakes.length).toBeGreaterThan(0);
    parts.world.set(berlin("2026-06-08 12:00") - 1);
    expect(await parts.coordinator.startDue(10)).toEqual([]);
    expect(await pass(parts, "2026-06-09 00:00")).toEqual(["2026-06-08 12:00 mail"]);
    expect(await mail(parts)).toMatchObject({ status: "done", reason: null });
  });

  it("counts from when what it follows has ended", async () => {
    const rules = language("s", [
      {
        stage: "New",
        rules: [
          rule("first", { schedule: { delay: hours(1) } }),
          rule("then", { after: [after("first")], schedule: { delay: days(1) } }),
        ],
      },
    ]);
    const parts = kit({ rules });
    parts.world.set(berlin("2026-06-08 10:00"));
    await enter(parts);
    expect(await parts.coordinator.run("deals-1-1-then")).toMatchObject({ waits: "rules", due: null });
    expect(await pass(parts, "2026-06-10 00:00")).toEqual([
      "2026-06-08 11:00 first",
      "2026-06-09 11:00 then",
    ]);
  });

  it("is cancelled while it waits when the item leaves the stage", async () => {
    const parts = await scheduled("2026-06-08 10:00", { delay: days(1) });
    value(await parts.coordinator.move(deal, "Won", "anna"));
    expect(await pass(parts, "2026-06-12 00:00")).toEqual([]);
    expect(await mail(parts)).toMatchObject({ status: "cancelled", waits: null });
  });

  it("looks at its condition when its moment has come", async () => {
    const when = {
      kind: "check",
      text: "amount > 5",
      test: () => false,
      values: () => ({ amount: 1 }),
    } as const;
    const parts = await scheduled("2026-06-08 10:00", { delay: hours(1) }, {}, { when });
    expect(await mail(parts)).toMatchObject({ status: "waiting" });
    expect(await pass(parts, "2026-06-09 00:00")).toEqual([]);
    expect(await mail(parts)).toMatchObject({
      status: "skipped",
      reason: "amount > 5 is false (amount is 1)",
    });
  });

  it("can be run now by a person, whatever its schedule says", async () => {
    const parts = await scheduled("2026-06-08 10:00", { delay: days(9) });
    value(await parts.coordinator.runNow("deals-1-1-mail", "anna"));
    expect(await pass(parts, "2026-06-30 00:00")).toEqual(["2026-06-08 10:00 mail"]);
  });

  it("fails in a sentence where its moment cannot be worked out", async () => {
    const at = anchor("closeDate", {});
    const parts = await scheduled("2026-06-08 10:00", {
      at: {
        ...at,
        anchor: () => {
          throw new Error("no such thing");
        },
      },
    });
    expect(await mail(parts)).toMatchObject({
      status: "failed",
      reason: "the moment could not be worked out: no such thing",
    });
  });

  it("does not plan an attempt anew that follows a failure", async () => {
    const parts = await scheduled(
      "2026-06-08 10:00",
      { at: anchor("closeDate") },
      { closeDate: "2026-06-08" },
    );
    await parts.coordinator.startDue(1);
    await parts.coordinator.settle("deals-1-1-mail", {
      kind: "failed",
      how: "transient",
      reason: "no network",
    });
    const waits = await mail(parts);
    expect(waits).toMatchObject({ waits: "attempt", tries: 1 });
    value(await parts.coordinator.update(deal, { closeDate: "2026-07-01" }, "anna"));
    expect(await mail(parts)).toEqual(waits);
  });
});

describe("a timer on a field", () => {
  const at = { at: anchor("closeDate", { time: () => "10:00:00" }) };

  it("waits for the field while it is empty, and is planned once it is not", async () => {
    const parts = await scheduled("2026-06-08 10:00", at);
    expect(await mail(parts)).toMatchObject({
      status: "waiting",
      waits: "field",
      due: null,
      reason: "`at closeDate` waits for closeDate",
    });
    expect(await parts.coordinator.nextDue()).toBeNull();
    value(await parts.coordinator.update(deal, { closeDate: "2026-06-11" }, "anna"));
    expect(await mail(parts)).toMatchObject({
      waits: "moment",
      reason: "waits until 2026-06-11 10:00: at closeDate",
    });
    value(await parts.coordinator.update(deal, { closeDate: null }, "anna"));
    expect(await mail(parts)).toMatchObject({ waits: "field", due: null, planned: null });
  });

  it("moves with the field, forwards and back, and not with others", async () => {
    const parts = await scheduled("2026-06-08 10:00", at, { closeDate: "2026-06-11" });
    const planned = await mail(parts);
    value(await parts.coordinator.update(deal, { title: "Other" }, "anna"));
    expect(await mail(parts)).toEqual(planned);
    value(await parts.coordinator.update(deal, { closeDate: "2026-06-20" }, "anna"));
    expect(await pass(parts, "2026-06-15 00:00")).toEqual([]);
    value(await parts.coordinator.update(deal, { closeDate: "2026-06-16" }, "anna"));
    expect(await pass(parts, "2026-07-01 00:00")).toEqual(["2026-06-16 10:00 mail"]);
  });

  it("that is past already runs now, and says so, also once it is done", async () => {
    const parts = await scheduled("2026-06-11 15:30", at, { closeDate: "2026-06-11" });
    expect(await mail(parts)).toMatchObject({ late: true, reason: "planned for 2026-06-11 10:00, late" });
    expect(await pass(parts, "2026-06-12 00:00")).toEqual(["2026-06-11 15:30 mail"]);
    expect(await mail(parts)).toMatchObject({ status: "done", reason: "planned for 2026-06-11 10:00, late" });
  });

  it("at this very moment is not late", async () => {
    const parts = await scheduled("2026-06-11 10:00", at, { closeDate: "2026-06-11" }, { skipIfLate: true });
    await pass(parts, "2026-06-12 00:00");
    expect(await mail(parts)).toMatchObject({ status: "done", reason: null });
  });

  it("that is past already skips the run where the rule says so, also when the field moves it there", async () => {
    const late = await scheduled("2026-06-11 15:30", at, { closeDate: "2026-06-11" }, { skipIfLate: true });
    expect(await mail(late)).toMatchObject({
      status: "skipped",
      reason: "planned for 2026-06-11 10:00, late",
    });
    const moved = await scheduled("2026-06-11 15:30", at, { closeDate: "2026-06-20" }, { skipIfLate: true });
    value(await moved.coordinator.update(deal, { closeDate: "2026-06-01" }, "anna"));
    expect(await mail(moved)).toMatchObject({ status: "skipped" });
  });

  it("does not get late by a service that was down at its moment", async () => {
    const parts = await scheduled("2026-06-08 10:00", at, { closeDate: "2026-06-11" }, { skipIfLate: true });
    parts.world.set(berlin("2026-06-12 08:00"));
    expect(await parts.coordinator.startDue(1)).toHaveLength(1);
  });

  it("of a linked item moves when that is written, made or deleted", async () => {
    const own = { ...people, entities: { ...people.entities } };
    const contacts = { ...people.entities.contacts, title: "Contacts", item: "Contact" };
    own.entities.contacts = { ...contacts, fields: { name: { type: "Text" }, birthday: { type: "Date" } } };
    const schedule = { at: anchor("contact.birthday") };
    const rules = language("s", [{ stage: "New", rules: [rule("mail", { schedule })] }], { schema: own });
    const parts = kit({ rules });
    const { coordinator, world } = parts;
    world.set(berlin("2026-06-08 10:00"));
    value(await coordinator.create("deals", { title: "Acme", contact: 7 }, "api"));
    expect(await mail(parts)).toMatchObject({ waits: "field", watches: [{ entity: "contacts", id: 7 }] });

    value(await coordinator.create("contacts", { id: 7, name: "Ann", birthday: "2026-06-20" }, "api"));
    expect(await pass(parts, "2026-06-09 00:00")).toEqual([]);
    expect(local((await mail(parts))?.due)).toBe("2026-06-20 00:00");

    const ann = { entity: "contacts", id: 7 };
    value(await coordinator.update(ann, { birthday: "2026-06-12" }, "anna"));
    expect(await coordinator.nextDue()).toBe(world.now());
    expect(await pass(parts, "2026-06-10 00:00")).toEqual([]);
    expect(local((await mail(parts))?.due)).toBe("2026-06-12 00:00");

    value(await coordinator.remove(ann, "anna"));
    expect(await pass(parts, "2026-06-30 00:00")).toEqual([]);
    expect(await mail(parts)).toMatchObject({ waits: "field", due: null });
  });
});

describe("a rule that keeps to working hours", () => {
  const office = { delay: days(2), within: {} };
  const hers = {
    delay: days(2),
    within: {
      of: ({ item }: { readonly item: { readonly responsible?: { readonly id: object } } }) => {
        const { responsible } = item;
        return responsible && { id: Number(responsible.id) };
      },
    },
  };

  it("waits for the next opening", async () => {
    const parts = await scheduled("2026-06-05 11:00", office);
    expect(local((await mail(parts))?.due)).toBe("2026-06-08 09:00");
    expect((await mail(parts))?.reason).toBe(
      "waits until 2026-06-08 09:00: Sunday 2026-06-07 11:00 → Monday 2026-06-08 09:00",
    );
  });

  it.each([
    [null, null, "2026-06-15 10:00 mail"],
    ["2026-06-11 11:00", 2, "2026-06-11 11:00 mail"],
    ["2026-06-11 12:00", 2, "2026-06-11 12:30 mail"],
  ])("of its responsible person moves when the person changes: %s %s", async (moment, to, expected) => {
    const parts = await scheduled("2026-06-08 11:00", hers, { responsible: 1 });
    const log: string[] = [];
    if (moment !== null) {
      log.push(...(await pass(parts, moment)));
      value(await parts.coordinator.update(deal, { responsible: to }, "anna"));
    }
    log.push(...(await pass(parts, "2026-06-30 00:00")));
    expect(log).toEqual([expected]);
  });

  it("waits while there is nobody who works, and runs when there is", async () => {
    const parts = await scheduled("2026-06-08 11:00", hers, { responsible: 1 });
    await pass(parts, "2026-06-11 11:00");
    value(await parts.coordinator.update(deal, { responsible: 11 }, "anna"));
    expect(await pass(parts, "2026-07-30 11:00")).toEqual([]);
    expect(await mail(parts)).toMatchObject({
      waits: "hours",
      due: null,
      reason: "waits for somebody whose working hours count: Ivan is not active",
    });
    value(await parts.coordinator.update(deal, { responsible: 2 }, "anna"));
    expect(await pass(parts, "2026-07-30 18:00")).toEqual(["2026-07-30 11:00 mail"]);
  });

  it("does not start outside of them because the service was down at its moment", async () => {
    const parts = await scheduled("2026-06-08 11:00", office);
    parts.world.set(berlin("2026-06-10 20:00"));
    expect(await pass(parts, "2026-06-30 00:00")).toEqual(["2026-06-11 09:00 mail"]);
  });
});

describe("another calendar", () => {
  const block = { stage: "New", rules: [rule("mail", { schedule: { delay: days(2), within: {} } })] };
  const closedUntil = { ...calendar, holidays: ["2026-06-10", "2026-06-11"] };

  it("plans anew what waits, earlier and later, and asks the clock to look", async () => {
    const parts = kit({ rules: language("old", [block], { calendar: closedUntil }) });
    parts.world.set(berlin("2026-06-08 10:00"));
    await enter(parts);
    await parts.coordinator.startDue(1);
    const due = async () => local((await mail(parts))?.due);
    expect(await due()).toBe("2026-06-12 09:00");

    parts.load(language("open", [block], { calendar }));
    expect(await parts.coordinator.nextDue()).toBe(parts.world.now());
    await parts.coordinator.startDue(1);
    expect(await due()).toBe("2026-06-10 10:00");
    expect(await parts.coordinator.nextDue()).toBe(berlin("2026-06-10 10:00"));

    parts.load(language("closed", [block], { calendar: closedUntil }));
    expect(await pass(parts, "2026-06-30 00:00")).toEqual(["2026-06-12 09:00 mail"]);
  });

  it("is heard of by a service that starts with it, and of many runs none is left out", async () => {
    const old = language("old", [block], { calendar: closedUntil });
    const first = kit({ rules: old });
    first.world.set(berlin("2026-06-08 10:00"));
    await first.coordinator.startDue(1);
    const titles = Array.from({ length: 450 }, (_, place) => `Deal ${place}`);
    await Promise.all(titles.map((title) => first.coordinator.create("deals", { title }, "api")));
    const again = kit({
      ledger: first.ledger,
      world: first.world,
      older: [old],
      rules: language("open", [block], { calendar }),
    });
    await again.coordinator.startDue(1);
    expect(await again.coordinator.nextDue()).toBe(again.world.now());
    await pass(again, "2026-06-08 11:00");
    const dues = (await again.coordinator.runs({ limit: 1000 })).map((run) => local(run.due));
    expect(new Set(dues)).toEqual(new Set(["2026-06-10 10:00"]));
    expect(dues).toHaveLength(450);
  });
});
