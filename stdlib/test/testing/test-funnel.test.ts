import "@onstage/stdlib/testing/vitest";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ActionContext } from "@onstage/runtime/actions";
import { sendEmail } from "@onstage/stdlib/actions";
import { type FunnelWatch, testFunnel, watchFunnels } from "@onstage/stdlib/testing";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { funnelOf, schema } from "./portal.ts";

const rules = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link) when amount > 50000;
>
on stage "Product delivery" in deals <
  after 2 working days notify("Max", "Is it there?");
>`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "onstage-kit-"));
  writeFileSync(path.join(folder, "pay.rules"), rules);
  writeFileSync(path.join(folder, "schema.json"), JSON.stringify(schema));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a funnel of a test", () => {
  it("takes rules as text and a schema as data", async () => {
    const crm = funnelOf(rules);
    const ann = await crm.create("contacts", { name: "Ann", email: "ann@client.example" });
    const deal = await crm.create("deals", { title: "Acme", amount: 60000, contact: ann.id });
    await crm.move(deal, "Wait for payment");
    expect(deal).toHaveRun("sendEmail", { to: "ann@client.example", message: { url: /pay\.example/ } });
  });

  it.each([
    ["paths", () => ({ rules: path.join(folder, "pay.rules"), schema: path.join(folder, "schema.json") })],
    ["paths from a folder", () => ({ rules: ["pay.rules"], schema: "schema.json", folder })],
    ["addresses", () => ({ rules: pathToFileURL(path.join(folder, "pay.rules")), schema })],
  ])("takes %s", async (_, named) => {
    const crm = testFunnel(named());
    const deal = await crm.create("deals", { title: "Acme", stage: "Wait for payment" });
    expect(deal).toHaveRun("link");
    expect(crm.rules()?.blocks).toHaveLength(2);
  });

  it("tells each mistake in the rules, and its place", async () => {
    const crm = funnelOf(`on stage "Wom" in deals < notify("Max", "Done") >`);
    await expect(crm.create("deals", { title: "Acme" })).rejects.toThrow(
      /error OS2003[\s\S]*test\.rules:1:10[\s\S]*did you mean `"Won"`/u,
    );
  });

  it("says that there are no rules at a path", async () => {
    const crm = testFunnel({ rules: "nowhere.rules", schema, folder });
    await expect(crm.ready()).rejects.toThrow(/there are no rules at .*nowhere\.rules/u);
  });

  it("counts working days and months as the rules do", async () => {
    const crm = funnelOf(rules, { now: "2026-06-05 10:00" });
    const deal = await crm.create("deals", { title: "Acme", stage: "Product delivery" });
    expect(deal).toBeWaitingUntil("2026-06-09 10:00");
    await crm.advance("2 working days");
    expect(crm.now()).toBe("2026-06-09T08:00:00.000Z");
    expect(deal).toHaveRun("notify", { message: "Is it there?" }, { at: "2026-06-09 10:00" });
    await crm.advance("1 month 2 days");
    expect(crm.now()).toBe("2026-07-11T08:00:00.000Z");
    await crm.advance("3 working hours");
    expect(crm.now()).toBe("2026-07-13T10:00:00.000Z");
  });

  it("goes from one moment to the next", async () => {
    const crm = funnelOf(rules);
    const deal = await crm.create("deals", { title: "Acme", stage: "Product delivery" });
    expect(await crm.advanceToNext()).toBe(true);
    expect(crm.now()).toBe("2026-06-10T08:00:00.000Z");
    expect(deal).toHaveNoTimersLeft();
    expect(await crm.advanceToNext()).toBe(false);
  });

  it("finds an item by its name in the funnel that has it", async () => {
    const one = funnelOf(rules);
    await one.create("deals", { title: "Acme", stage: "Wait for payment" });
    const other = funnelOf(rules);
    await other.create("contacts", { name: "Ann" });
    expect("deals/1").toBeIn("Wait for payment");
    expect("deals/1").toHaveRun("link");
  });

  it("lets others see what runs in all funnels", async () => {
    const seen: string[] = [];
    const watch: FunnelWatch = {
      committed: ({ runs }) => seen.push(...runs.map((run) => `${run.rule} ${run.status}`)),
      performed: (call, outcome) => void seen.push(`${call.action}: ${outcome.kind}`),
    };
    const prepared: number[] = [];
    const stop = watchFunnels({
      prepare: (given) => {
        prepared.push(given.blocks.length);
        return given;
      },
      open: () => watch,
    });
    const crm = funnelOf(rules);
    await crm.create("deals", { title: "Acme", amount: 1, stage: "Wait for payment" });
    stop();
    await funnelOf(rules).create("deals", { title: "Later", stage: "Wait for payment" });
    expect(prepared).toEqual([2]);
    expect(seen).toEqual([
      "link waiting",
      "sendEmail waiting",
      "link running",
      "createPaymentLink: done",
      "link done",
      "sendEmail waiting",
      "sendEmail skipped",
    ]);
  });
});

describe("a mock", () => {
  it("has the types of its action", () => {
    const crm = funnelOf(rules);
    const mail = crm.mock(sendEmail);
    expectTypeOf(mail.returns).parameter(0).toExtend<{ readonly messageId: string }>();
    // @ts-expect-error a mail that was sent has an id
    mail.returns({ id: 1 });
  });

  it("has those of a project's own action too, and never runs it", async () => {
    async function createTask(_context: ActionContext, title: string): Promise<{ readonly id: number }> {
      throw new Error(`${title} is made for real`);
    }
    const crm = funnelOf(rules);
    const task = crm.mock(createTask).returns({ id: 501 });
    // @ts-expect-error a task has an id that is a number
    task.returns({ id: "501" });
    const outcome = await crm.actions.perform({
      ruleSet: "",
      ruleId: "",
      action: "createTask",
      args: { title: "Call" },
      visit: 1,
      repeatable: false,
      item: { entity: "deals", id: 1, title: "Acme", fields: {} },
      clients: [],
      run: {
        id: "r",
        key: "k",
        attempt: 1,
        rule: "createTask",
        source: { file: "a.rules", line: 1 },
      },
      now: "2026-06-08T08:00:00.000Z",
    });
    expect(outcome).toMatchObject({ kind: "done", result: { id: "501" } });
    expect(task.calls).toMatchObject([{ item: "deals/1", args: { title: "Call" } }]);
  });

  it("returns, takes its time, and remembers its calls", async () => {
    const crm = funnelOf(rules);
    const mail = crm.mock(sendEmail).returns({ messageId: "<1@a.example>" }).takes("2 minutes");
    const deal = await crm.create("deals", { title: "Acme", amount: 60000, stage: "Wait for payment" });
    expect(deal).not.toHaveRun("sendEmail");
    await crm.advance("2 m");
    expect(deal).toHaveRun("sendEmail", {}, { at: "2026-06-08 10:02" });
    expect((await crm.runs(deal))[1]?.result).toEqual({ messageId: "<1@a.example>" });
    expect(mail.calls).toEqual([
      {
        at: "2026-06-08T08:00:00.000Z",
        item: "deals/1",
        rule: "sendEmail",
        args: { message: { url: "https://pay.example/1" } },
        attempt: 1,
      },
    ]);
  });

  it.each([
    ["heals after some times", { times: 2 }, 3, "done"],
    ["fails for good", {}, 1, "failed"],
    ["is tried again until it is given up", { transient: true }, 6, "failed"],
    ["fails for good, once", { times: 1, transient: false }, 1, "failed"],
  ] as const)("%s", async (_, how, attempts, status) => {
    const crm = funnelOf(rules);
    const mail = crm.mock(sendEmail).returns({ messageId: "<1>" }).fails("no server", how);
    const deal = await crm.create("deals", { title: "Acme", amount: 60000, stage: "Wait for payment" });
    await crm.advance("1 day");
    expect(mail.calls).toHaveLength(attempts);
    expect((await crm.runs(deal))[1]?.status).toBe(status);
  });

  it("refuses a time that no call takes", () => {
    expect(() => funnelOf(rules).mock("sendEmail").takes("2 working days")).toThrow("does not take");
  });
});
