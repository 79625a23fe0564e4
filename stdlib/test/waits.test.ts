import { type CrmDesk, noDesk } from "@onstage/runtime";
import { approvalPath, PermanentError } from "@onstage/runtime/actions";
import type { Json, JsonObject } from "@onstage/runtime/rules";
import {
  requestApproval,
  waitForActivity,
  waitForPayment,
  waitForReply,
  waitForTask,
} from "@onstage/stdlib/actions";
import { startMailCatcher, testFunnel } from "@onstage/stdlib/testing";
import * as events from "@onstage/stdlib/triggers";
import { describe, expect, it } from "vitest";
import { errorOf, testContext } from "./context.ts";

const max = { id: 9, name: "Max", email: "max@our.example" };
const desk: CrmDesk = { ...noDesk, draw: async () => 31, activities: async () => [] };

describe("requestApproval", () => {
  async function asked(environment: Readonly<Record<string, string>>) {
    const catcher = await startMailCatcher();
    const smtp = { ONSTAGE_SMTP_URL: catcher.url, ONSTAGE_MAIL_FROM: "crm@our.example" };
    const context = testContext({ environment: { ...smtp, ...environment }, desk });
    try {
      const result = await requestApproval(context, max, "Discount 25 %", "P2D" as never);
      const [mail] = await catcher.waitForMail(1);
      return { context, result, mail };
    } finally {
      context.close();
      await catcher.stop();
    }
  }

  it("mails the link that the service opens, and waits for the answer of this request and this person", async () => {
    const { context, result, mail } = await asked({
      ONSTAGE_PUBLIC_URL: "https://rules.our.example/onstage/",
      ONSTAGE_LINK_KEY: "key",
    });
    const path = approvalPath("key", { run: context.run.id, key: context.run.key, user: max.id });
    const page = `https://rules.our.example/onstage${path}`;
    expect(mail).toMatchObject({ to: ["max@our.example"], subject: "Acme" });
    expect(mail?.text).toContain(`Discount 25 %\n\nPlease approve or reject it here: ${page}`);
    expect(mail?.html).toContain(`href="${page.replaceAll("&", "&amp;")}"`);
    expect(result).toBe("timedOut");
    const [wait] = context.waits;
    expect(wait).toMatchObject({ what: "Max's approval", within: "P2D", record: 31, timedOut: "timedOut" });
    const wheres = wait?.events.map(({ where, result: decision }) => [decision, where]);
    expect(wheres).toEqual([
      ["approved", { request: "run-key-1", decision: "approved" }],
      ["approved", { request: null, by: 9, decision: "approved" }],
      ["rejected", { request: "run-key-1", decision: "rejected" }],
      ["rejected", { request: null, by: 9, decision: "rejected" }],
    ]);
  });

  it("stands on the timeline of the item, open, for who was asked", async () => {
    const { context } = await asked({});
    const activity = { id: 31, kind: "approval", title: "Discount 25 %", who: 9, open: true };
    expect(context.changes).toEqual([{ kind: "record", activity }]);
  });

  it("says that it is to be answered in the CRM where the service has no address for people", async () => {
    const { mail } = await asked({ ONSTAGE_LINK_KEY: "key" });
    expect(mail?.text).toContain("Discount 25 %\n\nPlease answer it in the CRM.");
  });

  it.each([
    [undefined, "Discount", "There is nobody to ask for approval"],
    [max, " \n", "The request to Max is empty."],
    [{ id: 9, name: "Max" }, "Discount", "Max has no e-mail address"],
  ])("fails at once, before anything is sent: %#", async (user, text, sentence) => {
    const environment = { ONSTAGE_SMTP_URL: "smtp://127.0.0.1:1", ONSTAGE_MAIL_FROM: "crm@our.example" };
    const context = testContext({ environment, desk });
    const error = await errorOf(requestApproval(context, user, text));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
    expect([context.waits, context.changes]).toEqual([[], []]);
  });
});

describe("waitForReply", () => {
  it("fails at once where the mail has no id that a reply could name", async () => {
    const error = await errorOf(waitForReply(testContext(), { messageId: " <> " }));
    expect(error).toBeInstanceOf(PermanentError);
  });
});

describe("an action that waits", () => {
  it("names all events that it waits for in its comment, and only events that there are", async () => {
    const { readFileSync } = await import("node:fs");
    const calls = {
      requestApproval: (context: ReturnType<typeof testContext>) => requestApproval(context, max, "Discount"),
      waitForActivity,
      waitForPayment,
      waitForReply: (context: ReturnType<typeof testContext>) => waitForReply(context, { messageId: "1@a" }),
      waitForTask: (context: ReturnType<typeof testContext>) => waitForTask(context, { id: 5 }),
    };
    for (const [name, call] of Object.entries(calls)) {
      const catcher = await startMailCatcher();
      const environment = { ONSTAGE_SMTP_URL: catcher.url, ONSTAGE_MAIL_FROM: "crm@our.example" };
      const context = testContext({ environment, desk });
      await call(context);
      context.close();
      await catcher.stop();
      const source = readFileSync(new URL(`../src/actions/${name}.ts`, import.meta.url), "utf8");
      const named = [...source.matchAll(/@awaits ([^\n]*)/g)].flatMap(([, names = ""]) =>
        names.trim().split(" "),
      );
      const waited = new Set(context.waits[0]?.events.map(({ event }) => event));
      expect(named.toSorted(), name).toEqual([...waited].toSorted());
      for (const event of waited) expect(Object.keys(events), name).toContain(event);
    }
  });
});

const schema = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        {
          id: "S",
          title: "Sales",
          stages: [
            { id: "N", title: "New" },
            { id: "G", title: "Go" },
          ],
        },
      ],
      fields: { title: { type: "Text", required: true }, responsible: { type: "User", required: true } },
    },
  },
  users: [{ id: 1, name: "Anna", email: "anna@our.example" }],
};

/** A deal that has entered a stage with one rule that waits, and what it came to. */
async function waiting(rule: string) {
  const crm = testFunnel({
    rules: `on stage "Go" in deals <\n  ${rule};\n>\n`,
    schema,
    settings: { timezone: "Europe/Berlin" },
    now: "2026-06-08 10:00",
    timers: "allowed",
  });
  const deal = await crm.create("deals", { title: "Acme", responsible: 1 });
  await crm.move(deal, "Go");
  return {
    crm,
    deal,
    send: (type: string, payload: JsonObject = {}) => crm.send({ type, item: deal, payload }),
    result: async (): Promise<Json> => {
      const run = (await crm.runs(deal)).at(-1);
      return run?.status === "done" ? run.result : (run?.reason ?? null);
    },
  };
}

describe("a rule that waits", () => {
  it.each([
    ["waitForActivity(3 days)", "callMissed", "call"],
    ["waitForActivity(3 days)", "emailReceived", "email"],
    ["waitForActivity(3 days)", "formSent", "form"],
    ["waitForActivity(3 days)", "resourceBooked", "booking"],
    ["waitForPayment(3 days)", "orderPaid", "paid"],
    ["waitForPayment(3 days)", "invoicePaid", "paid"],
    ["waitForPayment(3 days)", "orderCancelled", "cancelled"],
  ])("%s is done by %s with %s", async (rule, event, result) => {
    const own = await waiting(`let done = ${rule}`);
    await own.send("siteVisited");
    expect(await own.result()).toContain("until Thu 2026-06-11 10:00");
    await own.send(event);
    expect(await own.result()).toBe(result);
  });

  it.each(["waitForActivity(3 days)", "waitForPayment(3 days)"])("%s has an end", async (rule) => {
    const own = await waiting(`let done = ${rule}`);
    await own.send("emailReceived", { automatic: true });
    await own.crm.advanceTo("2026-06-11 10:00");
    expect(await own.result()).toBe("timedOut");
  });

  it("waits for a task until somebody completes it, and is told who and when", async () => {
    const own = await waiting(
      'let task = createTask("Call", responsible);\n  let done = after previous waitForTask(task, 3 days)',
    );
    const task = (await own.crm.item(own.deal))?.activities.find(({ kind }) => kind === "task");
    if (task === undefined) throw new Error("there is no task");
    await own.send("taskCompleted", { task: String(task.id + 1) });
    expect(await own.result()).toContain(`waits for task ${task.id}`);
    await own.crm.advance("1 h");
    await own.crm.coordinator.completeActivity(own.deal, task.id, "ben");
    expect(await own.result()).toEqual({
      state: "completed",
      closedBy: "ben",
      closedAt: "2026-06-08T09:00:00.000Z",
    });
  });

  it("waits for a task until a rule completes it", async () => {
    const own = await waiting(
      'let task = createTask("Call", responsible);\n  let done = after previous waitForTask(task, 3 days);\n  after task, after 1 hour completeTasks()',
    );
    await own.crm.advance("1 h");
    const [, done] = await own.crm.runs(own.deal);
    expect(done).toMatchObject({
      status: "done",
      result: {
        state: "completed",
        closedBy: "deals-1-2-completeTasks",
        closedAt: "2026-06-08T09:00:00.000Z",
      },
    });
  });

  it("does not wait for a task that was completed before", async () => {
    const own = await waiting(
      'let task = createTask("Call", responsible);\n  let done = after task, after 2 hours waitForTask(task, 3 days)',
    );
    const task = (await own.crm.item(own.deal))?.activities.find(({ kind }) => kind === "task");
    if (task === undefined) throw new Error("there is no task");
    await own.crm.advance("1 h");
    await own.crm.coordinator.completeActivity(own.deal, task.id, "ben");
    await own.crm.advance("1 h");
    expect(await own.result()).toEqual({
      state: "completed",
      closedBy: "ben",
      closedAt: "2026-06-08T09:00:00.000Z",
    });
  });

  it("says that a task is still open when time is over", async () => {
    const own = await waiting("let done = waitForTask({ id: 5 }, 1 day)");
    await own.crm.advance("1 day");
    expect(await own.result()).toEqual({ state: "timedOut" });
  });
});
