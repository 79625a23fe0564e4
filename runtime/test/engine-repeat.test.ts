import { describe, expect, it } from "vitest";
import type { Condition } from "../src/rules/condition.ts";
import type { Schedule } from "../src/rules/ruleset.ts";
import { duration } from "../src/time/duration.ts";
import { after, broken, deal, done, type Kit, kit, type RuleParts, rule, value } from "./coordinator-kit.ts";
import { berlin, language, pass } from "./forms-kit.ts";
import { calendar } from "./time-kit.ts";

type Looked = { readonly item: { readonly contract?: unknown; readonly urgent?: boolean } };

// What the compiler knows of the item: see `Rule.when`.
const signed = {
  kind: "check",
  text: "contract is set",
  test: ({ item }: Looked) => item.contract !== undefined,
  values: ({ item }: Looked) => ({ contract: item.contract }),
} as Condition<unknown> as Condition<never>;

const every5Days = { every: duration({ days: 5 }), times: 3, until: signed };

/** A deal that enters its first stage on Tuesday, 2 June 2026 at 11:00 in Berlin, with a reminder that repeats. */
async function reminded(
  repeat: Partial<NonNullable<Schedule["repeat"]>> = {},
  more: RuleParts = {},
  schedule: Schedule = { within: {} },
): Promise<Kit> {
  const rules = language(
    "r",
    [
      {
        stage: "New",
        rules: [
          rule("mail", { schedule: { ...schedule, repeat: { ...every5Days, ...repeat } }, ...more }),
          rule("then", {
            after: [after("mail")],
            args: ({ results }: { results: { mail?: unknown } }) => ({ last: String(results.mail) }),
          }),
        ],
      },
    ],
    { calendar },
  );
  const parts = kit({ rules });
  parts.world.set(berlin("2026-06-02 11:00"));
  value(await parts.coordinator.create("deals", { title: "Acme" }, "api"));
  return parts;
}

const mail = async ({ coordinator }: Kit) => coordinator.run("deals-1-1-mail");
const sign = async ({ coordinator }: Kit) =>
  value(await coordinator.update(deal, { contract: "https://files.example/1" }, "anna"));

describe("a rule that repeats", () => {
  it("does so on a grid that working hours do not shift, so often and not more, in one run", async () => {
    const parts = await reminded();
    expect(await pass(parts, "2026-08-01 00:00")).toEqual([
      "2026-06-08 09:00 mail",
      "2026-06-12 11:00 mail",
      "2026-06-17 11:00 mail",
      "2026-06-17 11:00 then",
    ]);
    const run = await mail(parts);
    expect(run).toMatchObject({
      status: "done",
      reason: "had all its turns (3 of 3 done)",
      attempts: 3,
      started: new Date(berlin("2026-06-08 09:00")).toISOString(),
    });
    expect(run?.turns.map(({ number, status }) => [number, status])).toEqual([
      [1, "done"],
      [2, "done"],
      [3, "done"],
    ]);
  });

  it("stops when its condition says so, and says how often it was done", async () => {
    const parts = await reminded();
    await pass(parts, "2026-06-13 10:00");
    await sign(parts);
    expect(await pass(parts, "2026-08-01 00:00")).toEqual(["2026-06-17 11:00 then"]);
    expect(await mail(parts)).toMatchObject({
      status: "done",
      reason: "stopped: contract is set (2 of 3 done)",
    });
  });

  it("is not done at the very moment at which its condition comes true", async () => {
    const parts = await reminded();
    await pass(parts, "2026-06-12 10:59");
    parts.world.set(berlin("2026-06-12 11:00"));
    await sign(parts);
    expect(await pass(parts, "2026-08-01 00:00")).toEqual(["2026-06-12 11:00 then"]);
    expect(await mail(parts)).toMatchObject({ reason: "stopped: contract is set (1 of 3 done)" });
  });

  it("tells which time it waits for", async () => {
    const parts = await reminded();
    await pass(parts, "2026-06-08 10:00");
    expect(await mail(parts)).toMatchObject({
      status: "waiting",
      waits: "moment",
      reason: "waits until 2026-06-12 11:00: 2 of 3",
    });
  });

  it("does each time anew what it does: another key, attempts from 1, arguments and result of its own", async () => {
    let times = 0;
    const args = () => {
      times += 1;
      return { time: times };
    };
    const parts = await reminded({}, { args });
    const calls: [string, number, unknown][] = [];
    await pass(parts, "2026-08-01 00:00", ({ run, args }) => {
      calls.push([run.key, run.attempt, args.time ?? args.last]);
      return { kind: "done", result: `mail ${calls.length}`, changes: [] };
    });
    const [first, ...rest] = calls;
    expect(calls.map(([, attempt, arg]) => [attempt, arg])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [1, "mail 3"],
    ]);
    expect(rest.slice(0, 2).map(([key]) => key)).toEqual([`${first?.[0]}-2`, `${first?.[0]}-3`]);
    expect(await mail(parts)).toMatchObject({ result: "mail 3" });
  });

  it("tries a time again that failed for a passing reason, on the same key, and goes on", async () => {
    const parts = await reminded();
    const keys: string[] = [];
    const log = await pass(parts, "2026-08-01 00:00", ({ run }) => {
      keys.push(`${run.key} ${run.attempt}`);
      return keys.length === 2 ? { kind: "failed", how: "transient", reason: "no network" } : done;
    });
    expect(log.slice(0, 4)).toEqual([
      "2026-06-08 09:00 mail",
      "2026-06-12 11:00 mail",
      "2026-06-12 11:00:01 mail",
      "2026-06-17 11:00 mail",
    ]);
    expect(keys.slice(1, 3).map((one) => one.split(" "))).toEqual([
      [expect.stringMatching(/-2$/), "1"],
      [expect.stringMatching(/-2$/), "2"],
    ]);
    expect(await mail(parts)).toMatchObject({ status: "done", attempts: 4 });
  });

  it("fails with the time that fails for good, and goes on from there when a person retries it", async () => {
    const parts = await reminded();
    await pass(parts, "2026-06-10 00:00");
    await pass(parts, "2026-06-13 00:00", ({ action }) => (action === "mail" ? broken : done));
    expect(await mail(parts)).toMatchObject({ status: "failed", reason: "it broke" });
    value(await parts.coordinator.retry("deals-1-1-mail", "anna"));
    expect(await pass(parts, "2026-08-01 00:00")).toEqual(["2026-06-13 00:00 mail", "2026-06-17 11:00 mail"]);
    expect(await mail(parts)).toMatchObject({ status: "done", reason: "had all its turns (3 of 3 done)" });
  });

  it("goes on after a time of which a person says that it was sent", async () => {
    const parts = await reminded();
    await pass(parts, "2026-06-09 00:00", () => ({ kind: "failed", how: "uncertain", reason: "cut off" }));
    expect(value(await parts.coordinator.confirm("deals-1-1-mail", "sent", "anna"))).toMatchObject({
      status: "waiting",
      uncertain: false,
      turns: [{ number: 1, status: "done" }],
    });
    expect((await pass(parts, "2026-08-01 00:00")).slice(0, 2)).toEqual([
      "2026-06-12 11:00 mail",
      "2026-06-17 11:00 mail",
    ]);
  });

  it("leaves a time out on which its condition does not hold", async () => {
    const when = {
      kind: "check",
      text: "not urgent",
      test: ({ item }: Looked) => item.urgent !== true,
      values: () => ({}),
    } as Condition<unknown> as Condition<never>;
    const parts = await reminded({}, { when });
    await pass(parts, "2026-06-10 00:00");
    value(await parts.coordinator.update(deal, { urgent: true }, "anna"));
    await pass(parts, "2026-06-13 00:00");
    value(await parts.coordinator.update(deal, { urgent: false }, "anna"));
    expect(await pass(parts, "2026-08-01 00:00")).toEqual(["2026-06-17 11:00 mail", "2026-06-17 11:00 then"]);
    expect(await mail(parts)).toMatchObject({
      status: "done",
      reason: "had all its turns (2 of 3 done)",
      turns: [{ status: "done" }, { status: "skipped", reason: "not urgent is false" }, { status: "done" }],
    });
  });

  it("is skipped where its condition never held", async () => {
    const when = { kind: "check", text: "never", test: () => false, values: () => ({}) } as const;
    const parts = await reminded({}, { when });
    await pass(parts, "2026-08-01 00:00");
    expect(await mail(parts)).toMatchObject({
      status: "skipped",
      reason: "each time; the last: never is false",
    });
  });

  it("is cancelled when the item leaves, and says how often it was done", async () => {
    const parts = await reminded();
    await pass(parts, "2026-06-09 00:00");
    value(await parts.coordinator.move(deal, "Won", "anna"));
    expect(await pass(parts, "2026-08-01 00:00")).toEqual([]);
    expect(await mail(parts)).toMatchObject({
      status: "cancelled",
      reason: expect.stringMatching(/\(1 of 3 done\)$/),
    });
  });

  it("ends with the time that runs while the item leaves", async () => {
    const parts = await reminded();
    parts.world.set(berlin("2026-06-08 09:00"));
    await parts.coordinator.startDue(1);
    value(await parts.coordinator.move(deal, "Won", "anna"));
    await parts.coordinator.settle("deals-1-1-mail", done);
    expect(await mail(parts)).toMatchObject({
      status: "cancelled",
      reason: "the item has left “New” (1 of 3 done)",
    });
    expect(await parts.coordinator.nextDue()).toBeNull();
  });

  it("does not make up for times at which the service was down", async () => {
    const parts = await reminded();
    parts.world.set(berlin("2026-06-15 10:00"));
    expect(await pass(parts, "2026-08-01 00:00")).toEqual([
      "2026-06-15 10:00 mail",
      "2026-06-17 11:00 mail",
      "2026-06-17 11:00 then",
    ]);
    expect(await mail(parts)).toMatchObject({ reason: "had all its turns (2 of 3 done)" });
  });
});
