/** The examples of docs/testing.md, as they stand there: first-steps.test.ts compares the two. */
import "@onstage/stdlib/testing/vitest";
import { createPaymentLink, notify, sendEmail } from "@onstage/stdlib/actions";
import { testFunnel } from "@onstage/stdlib/testing";
import { checkProperties } from "@onstage/stdlib/testing/properties";
import { describe, expect, it } from "vitest";

const payments = new URL("../../examples/payments", import.meta.url);

describe("the page of testing", () => {
  it("makes a funnel of rules and a schema", async () => {
    const crm = testFunnel({
      rules: `on stage "Won" in deals < after 2 working days notify(responsible, "Ask {title} how it goes"); >`,
      schema: {
        users: [{ id: 1, name: "Anna", email: "anna@acme.example" }],
        entities: {
          deals: {
            title: "Deals",
            item: "Deal",
            pipelines: [
              {
                id: "sales",
                title: "Sales",
                stages: [
                  { id: "NEW", title: "New" },
                  { id: "WON", title: "Won", final: "success" },
                ],
              },
            ],
            fields: {
              title: { type: "Text", required: true },
              responsible: { type: "User", required: true },
            },
          },
        },
      },
      settings: { timezone: "Europe/Berlin" },
      now: "2026-06-05 10:00", // a Friday
    });
    const deal = await crm.create("deals", { title: "Acme", responsible: 1 });
    await crm.move(deal, "Won");
    expect(deal).toBeWaitingUntil("2026-06-09 10:00");
    await crm.advance("2 working days");
    expect(deal).toHaveRun("notify", { user: { name: "Anna" }, message: "Ask Acme how it goes" });
  });

  it("steers mocks", async () => {
    const crm = testFunnel({ rules: payments, now: "2026-06-08 10:00" });
    crm.mock(createPaymentLink).returns({ url: "https://pay.acme.example/1" }).takes("2 s");
    const mail = crm.mock(sendEmail).fails("the server is busy", { times: 2 });
    const contact = await crm.create("contacts", { name: "Ann", email: "ann@acme.example" });
    const deal = await crm.create("deals", { title: "Acme", amount: 60000, contact: contact.id });
    await crm.move(deal, "Wait for payment");
    await crm.advance("1 minute");
    expect(deal).toHaveRun("sendEmail", { message: { url: "https://pay.acme.example/1" } });
    expect(mail.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it("keeps stories", async () => {
    const crm = testFunnel({ rules: payments, now: "2026-06-08 10:00" });
    const deal = await crm.create("deals", { title: "Acme", amount: 70000 });
    await crm.move(deal, "Lost");
    expect(crm.story(deal)).toMatchInlineSnapshot(`
      deals 1
        2026-06-08 10:00  → New (created)
        2026-06-08 10:00  → Lost
        2026-06-08 10:00  ✓ notify(user: Max, message: Acme is lost, 70000.00 EUR)
    `);
  });

  it("is hard on rules", async () => {
    const crm = testFunnel({ rules: payments, hard: true });
    const deal = await crm.create("deals", { title: "Acme", amount: 70000 });
    await crm.move(deal, "Lost");
    await crm.close();
  });

  it("checks properties", async () => {
    const crm = testFunnel({ rules: payments, now: "2026-06-08 10:00" });
    crm.mock(notify).fails("nobody is there", { times: 1 });
    await checkProperties(crm, { entity: "deals", lives: 30 });
  });
});
