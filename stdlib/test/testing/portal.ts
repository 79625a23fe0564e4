import type { CrmSchema } from "@onstage/runtime/rules";
import { type TestFunnel, type TestFunnelOptions, testFunnel } from "@onstage/stdlib/testing";

/** A small portal: deals with an amount, a contact and somebody responsible. */
export const schema: CrmSchema = {
  users: [
    { id: 1, name: "Anna", email: "anna@our.example" },
    { id: 2, name: "Max", email: "max@our.example" },
  ],
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
            { id: "new", title: "New" },
            { id: "wait", title: "Wait for payment" },
            { id: "delivery", title: "Product delivery" },
            { id: "won", title: "Won", final: "success" },
          ],
        },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Number" },
        closeDate: { type: "Date" },
        vip: { type: "Boolean" },
        level: {
          type: "Option",
          options: [
            { id: "low", title: "Low" },
            { id: "high", title: "High" },
          ],
        },
        responsible: { type: "User" },
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

/** A funnel over rules as text, on Monday, 8 June 2026, 10:00 in Berlin. */
export function funnelOf(rules: string, options: Partial<TestFunnelOptions> = {}): TestFunnel {
  return testFunnel({
    rules,
    schema,
    settings: { timezone: "Europe/Berlin", actions: [], triggers: [] },
    folder: import.meta.dirname,
    now: "2026-06-08 10:00",
    ...options,
  });
}
