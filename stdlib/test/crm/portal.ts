import type { Run } from "@onstage/runtime";
import { type TestFunnel, testFunnel } from "@onstage/stdlib/testing";
import { afterEach } from "vitest";

const stages = (...titles: readonly string[]) => titles.map((title) => ({ id: title.toUpperCase(), title }));

/** A portal with all kinds of links, an invoice, and people of whom one is away and one has left. */
const schema = {
  users: [
    { id: 1, name: "Anna", email: "anna@our.example", manager: 9 },
    { id: 2, name: "Ben", email: "ben@our.example", manager: 8 },
    { id: 7, name: "Dora", email: "dora@our.example", absences: [{ from: "2026-06-10", to: "2026-06-12" }] },
    { id: 8, name: "Eva" },
    { id: 9, name: "Max", email: "max@our.example" },
    { id: 11, name: "Ivan", active: false },
  ],
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        { id: "SALES", title: "Sales", stages: stages("New", "Qualified", "Won") },
        { id: "RETAIL", title: "Retail", stages: stages("Asked", "Sold") },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Money" },
        responsible: { type: "User" },
        observers: { type: "User", many: true },
        source: {
          type: "Option",
          options: [
            { id: "1", title: "Web" },
            { id: "2", title: "Call" },
          ],
        },
        tags: { type: "Text", many: true },
        contact: { type: "Link", entity: "contacts" },
        company: { type: "Link", entity: "companies" },
        partners: { type: "Link", entity: "companies", many: true },
        preparation: { type: "Integer" },
        number: { type: "Text", readOnly: true },
      },
    },
    contacts: {
      title: "Contacts",
      item: "Contact",
      fields: { name: { type: "Text" }, email: { type: "Email" } },
    },
    companies: {
      title: "Companies",
      item: "Company",
      fields: { title: { type: "Text" }, status: { type: "Text" } },
    },
    invoices: {
      title: "Invoices",
      item: "Invoice",
      pipelines: [{ id: "BILLS", title: "Bills", stages: stages("Draft", "Sent") }],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Money" },
        source: { type: "Text" },
        contact: { type: "Link", entity: "contacts" },
        deal: { type: "Link", entity: "deals" },
        due: { type: "Date" },
      },
    },
  },
};

const open: TestFunnel[] = [];
afterEach(async () => {
  for (const crm of open.splice(0)) await crm.close();
});

/** A portal with these rules, on Monday, 8 June 2026, 10:00 in Berlin. */
export async function portal(rules: string, now = "2026-06-08 10:00"): Promise<TestFunnel> {
  const crm = testFunnel({
    rules,
    schema,
    settings: { timezone: "Europe/Berlin", currency: "EUR" },
    now,
    timers: "allowed",
  });
  open.push(crm);
  await crm.ready();
  return crm;
}

/** A deal of Anna's with a contact and a company, which has entered a stage with these rules. */
export async function entered(rules: string, fields: object = {}, stage = "Qualified"): Promise<TestFunnel> {
  const crm = await portal(`on stage "${stage}" in deals < ${rules} >`);
  await crm.place("contacts", { name: "Ann", email: "ann@client.example" });
  await crm.place("companies", { title: "Client Ltd" });
  const own = { title: "Acme", amount: { amount: "50.00", currency: "EUR" }, responsible: 1, source: "Web" };
  await crm.create("deals", { ...own, contact: 1, company: 1, tags: ["a"], ...fields, stage });
  return crm;
}

/** The values of an item. */
export async function fieldsOf(crm: TestFunnel, item: string) {
  return (await crm.item(item))?.item.fields;
}

/** Each run in a word, with its reason where it has one. */
export async function endsOf(crm: TestFunnel, item = "deals/1"): Promise<readonly string[]> {
  const runs: readonly Run[] = await crm.runs(item);
  return runs.map(({ rule, status, reason }) => `${rule} ${status}${reason === null ? "" : `: ${reason}`}`);
}

/** The timeline of an item. */
export async function timelineOf(crm: TestFunnel, item = "deals/1") {
  return (await crm.item(item))?.activities ?? [];
}
