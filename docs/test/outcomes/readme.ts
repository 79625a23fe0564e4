import type { Outcomes } from "./outcome.ts";

const contacts = [{ id: 7, name: "Ann", email: "ann@client.example" }];
const acme = { id: 1, title: "Acme", currency: "EUR", contact: 7, responsible: 1 };

/** What comes of the examples in the README. */
export const outcomes: Outcomes = {
  Onstage: [
    {
      scenario: {
        items: {
          contacts,
          deals: [
            { ...acme, amount: 60000 },
            { ...acme, id: 2, amount: 40000 },
          ],
        },
        events: [1, 2].map((id) => ({ at: "+0m", move: `deals/${id}`, to: "Wait for payment" })),
        results: { createPaymentLink: { url: "https://pay.example/1" } },
      },
      happens: [
        "Fri  5 Jun 10:00  deals/1 → Wait for payment",
        "Fri  5 Jun 10:00  deals/2 → Wait for payment",
        "Fri  5 Jun 10:00  deals/1 link: createPaymentLink()",
        "Fri  5 Jun 10:00  deals/1 sendEmail(https://pay.example/1)",
        "Fri  5 Jun 10:00  deals/2 link: createPaymentLink()",
        "Fri  5 Jun 10:00  deals/2 sendEmail skipped: amount > 50000 is false (amount is 40000.00 EUR)",
      ],
    },
    {
      scenario: {
        items: { contacts, deals: [{ ...acme, amount: 40000, source: "Call" }] },
        events: [
          { at: "+0m", update: "deals/1", set: { amount: 60000 } },
          { at: "+1h", event: "orderPaid", item: "deals/1" },
          { at: "+2h", move: "deals/1", to: "Final invoice" },
        ],
        until: "2026-06-10T13:00:00+02:00",
      },
      happens: [
        'Fri  5 Jun 10:00  notify(Max, "Acme has grown from 40000.00 EUR to 60000.00 EUR")',
        "Fri  5 Jun 11:00  → Product delivery",
        "Fri  5 Jun 12:00  → Final invoice",
        'Mon  8 Jun 09:00  notify(Anna, "Acme still waits for its €60,000")',
        'Tue  9 Jun 09:00  notify(Anna, "Acme still waits for its €60,000")',
        'Wed 10 Jun 09:00  notify(Anna, "Acme still waits for its €60,000")',
        'Wed 10 Jun 12:00  sendEmail("Shall we help with the invoice, Ann?")',
      ],
    },
  ],
  "Five minutes to a first rule": [
    {
      scenario: {
        items: { contacts, deals: [{ ...acme, amount: 120000, source: "Web form" }] },
        events: [{ at: "+1h", move: "deals/1", to: "Proposal" }],
      },
      happens: [
        "Fri  5 Jun 11:00  → Proposal",
        'Fri  5 Jun 11:00  notify(Max, "Acme is worth 120000.00 EUR")',
        'Fri  5 Jun 11:00  sendEmail("Thank you for your request. Anna will call you.")',
        'Fri  5 Jun 11:00  changeStage("EXECUTING")',
        "Fri  5 Jun 11:00  → Product delivery",
      ],
    },
  ],
};
