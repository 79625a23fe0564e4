import { startMailCatcher } from "@onstage/stdlib/testing";
import { expect, it } from "vitest";
import { type Serving, serve } from "./serving.ts";
import { project } from "./support.ts";

const RULES = `
on invoicePaid in deals move to "Product delivery"

on stage "Product delivery" in deals <
  setField(title, "Paid: {title}");
  later: after 3 seconds sendEmail("It is on its way.", subject: "On its way");
>

on fieldChanged(title) in deals <
  notify("Max", "{previous.title} is {title}");
>

${soon()
  .map((time) => `every day at ${time} in deals where (isTest) < clearField(isTest) >`)
  .join("\n")}
`;

/** Times of day in Berlin, each two seconds after the one before, for as long as the service may take to start. */
function soon(): readonly string[] {
  return Array.from({ length: 60 }, (_, index) =>
    new Date(Date.now() + index * 2_000).toLocaleTimeString("en-GB", { timeZone: "Europe/Berlin" }),
  );
}

interface Run {
  readonly rule: string;
  readonly status: string;
  readonly due: string | null;
  readonly started: string | null;
  readonly cause?: string;
}

interface Deal {
  readonly title: string;
  readonly stage: string;
  readonly isTest?: boolean;
  readonly runs: readonly Run[];
  readonly visits: readonly { readonly runs: readonly Run[] }[];
}

async function dealOf(serving: Serving): Promise<Deal> {
  return (await serving.call("GET", "items/deals/1")).body as Deal;
}

/** Asks until the deal is as it is to be; the test's own time limit ends a wait in vain. */
async function until(serving: Serving, isIt: (deal: Deal) => boolean): Promise<Deal> {
  for (;;) {
    const deal = await dealOf(serving);
    if (isIt(deal)) return deal;
  }
}

it("runs events, triggers, timers and the calendar, and loses and doubles none when it is killed", async () => {
  using own = project();
  own.write("rules/all.rules", RULES);
  own.write(
    "onstage.json",
    JSON.stringify({ schema: "crm.schema.json", rules: ["rules/all.rules"], timezone: "Europe/Berlin" }),
  );
  const mail = await startMailCatcher();
  const environment = { ONSTAGE_SMTP_URL: mail.url };
  const first = await serve(own, environment);
  await first.call("POST", "items/contacts", { name: "Ann", email: "ann@acme.example" });
  await first.call("POST", "items/deals", { title: "Acme", contact: 1, isTest: true });
  const paid = (id: string) =>
    first.call("POST", "events", { id, type: "invoicePaid", item: "deals/1", payload: { number: "7" } });
  expect((await paid("9001")).body).toMatchObject({ status: "accepted" });
  expect((await paid("9001")).body).toMatchObject({ status: "duplicate" });
  const waiting = await until(first, ({ title }) => title === "Paid: Acme");
  expect(waiting.stage).toBe("Product delivery");
  const timer = waiting.visits.flatMap(({ runs }) => runs).find(({ rule }) => rule === "later");
  expect(timer).toMatchObject({ status: "waiting" });
  first.child.kill("SIGKILL");
  await first.ended;

  const second = await serve(own, environment);
  const sent = await until(second, ({ visits }) =>
    visits.some(({ runs }) => runs.some(({ rule, status }) => rule === "later" && status === "done")),
  );
  const later = sent.visits.flatMap(({ runs }) => runs).find(({ rule }) => rule === "later");
  expect(Date.parse(later?.started ?? "")).toBeGreaterThanOrEqual(Date.parse(timer?.due ?? "x"));
  await until(second, ({ isTest }) => isTest === undefined);
  const all = await until(second, ({ visits }) =>
    visits.every(({ runs }) => runs.every(({ status }) => !["waiting", "running"].includes(status))),
  );
  const runs = all.visits.flatMap((visit) => visit.runs);
  expect(runs.filter(({ cause }) => cause === "fieldChanged").map(({ rule }) => rule)).toContain("notify");
  // More than one moment may pass before the first of them has cleared the field; none counts twice.
  const moments = runs.flatMap(({ cause }) => (cause?.startsWith("every day at") ? [cause] : []));
  expect(moments.length).toBeGreaterThan(0);
  expect(new Set(moments).size).toBe(moments.length);
  expect(mail.mails.filter(({ subject }) => subject === "On its way")).toHaveLength(1);
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  await mail.stop();
});
