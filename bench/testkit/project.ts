import type { LoadedRuleSet } from "@onstage/runtime/rules";
import { type TestFunnel, testFunnel } from "@onstage/stdlib/testing";

const rules = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after link sendEmail(link) when amount > 50000;
  after 3 days notify("Max", "Still nothing from {title}");
  after 30 days notify("Max", "Give up {title}?") when amount > 1000;
>`;

const schema = {
  users: [{ id: 9, name: "Max", email: "max@acme.example" }],
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      client: ["contact"],
      pipelines: [
        {
          id: "sales",
          title: "Sales",
          stages: [
            { id: "NEW", title: "New" },
            { id: "WAIT", title: "Wait for payment" },
            { id: "WON", title: "Won", final: "success" },
          ],
        },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Number" },
        contact: { type: "Link", entity: "contacts" },
      },
    },
    contacts: {
      title: "Contacts",
      item: "Contact",
      fields: { name: { type: "Text" }, email: { type: "Email" } },
    },
  },
};

/** The rules that are tested, as the kit makes them of text. */
export async function rulesOfBench(folder: string): Promise<LoadedRuleSet> {
  const funnel = testFunnel({ rules, schema, folder, settings: { timezone: "Europe/Berlin" } });
  const ruleSet = await funnel.ready();
  await funnel.discard();
  return ruleSet;
}

function fresh(ruleSet: LoadedRuleSet): TestFunnel {
  return testFunnel({ ruleSet, now: "2026-01-01 10:00", timers: "allowed", hard: false });
}

function mustBe(right: boolean, what: string): void {
  if (!right) throw new Error(`The bench did not come out as it has to: ${what}.`);
}

/** How many runs an item of the bench has. */
export const runsOfItem = 4;

/**
 * A test over a virtual year: a deal comes in every few hours, each waits for its mail, its reminder and its last call.
 *
 * @returns how many runs there were
 */
export async function liveAYear(ruleSet: LoadedRuleSet, items: number): Promise<number> {
  const crm = fresh(ruleSet);
  const contact = await crm.place("contacts", { name: "Ann", email: "ann@client.example" });
  const step = Math.floor((365 * 24 * 60 * 60 * 1000) / items);
  for (let item = 0; item < items; item += 1) {
    await crm.create("deals", {
      title: `Deal ${item}`,
      stage: "Wait for payment",
      amount: item % 2 === 0 ? 60000 : 600,
      contact: contact.id,
    });
    await crm.advance(step);
  }
  await crm.advance("30 days");
  const runs = crm.record.runs();
  mustBe(
    runs.every(({ status }) => status === "done" || status === "skipped"),
    "every run has ended",
  );
  mustBe(crm.actions.sent.mails.length === Math.ceil(items / 2), "each large deal has its mail");
  await crm.discard();
  return runs.length;
}

/** One test as people write most: a deal comes in, and some days later something has happened. */
export async function runOneTest(ruleSet: LoadedRuleSet): Promise<void> {
  const crm = fresh(ruleSet);
  const contact = await crm.create("contacts", { name: "Ann", email: "ann@client.example" });
  const deal = await crm.create("deals", { title: "Acme", amount: 60000, contact: contact.id });
  await crm.move(deal, "Wait for payment");
  await crm.advance("3 days");
  const done = crm.record.runs(deal).filter(({ status }) => status === "done");
  mustBe(done.length === runsOfItem - 1, "three rules have run");
  await crm.discard();
}
