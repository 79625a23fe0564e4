import type { Outcomes } from "./outcome.ts";
import { deal, entering, lead, withDeals } from "./sample-items.ts";

const link = { createPaymentLink: { url: "https://pay.example/1" } };
const noMail = { sendEmail: { error: "the mail server is gone" } };

/** What comes of the examples on the page of the language. */
export const outcomes: Outcomes = {
  "The rule language": [
    {
      scenario: withDeals(
        [deal(), deal({ id: 2, amount: 40000 })],
        [
          { at: "+0m", move: "deals/1", to: "Wait for payment" },
          { at: "+0m", move: "deals/2", to: "Wait for payment" },
        ],
        { results: link },
      ),
      happens: [
        "Fri  5 Jun 10:00  deals/1 → Wait for payment",
        "Fri  5 Jun 10:00  deals/2 → Wait for payment",
        "Fri  5 Jun 10:00  deals/1 link: createPaymentLink()",
        "Fri  5 Jun 10:00  deals/1 sendEmail(https://pay.example/1)",
        "Fri  5 Jun 10:00  deals/2 link: createPaymentLink()",
        "Fri  5 Jun 10:00  deals/2 sendEmail skipped: amount > 50000 is false (amount is 40000.00 EUR)",
      ],
    },
  ],
  Blocks: [
    {
      scenario: withDeals(
        [deal({ stage: "Wait for payment" })],
        [
          { at: "+0m", move: "deals/1", to: "Proposal" },
          { at: "+1h", update: "deals/1", set: { title: "Acme & Sons" } },
          { at: "+2h", move: "deals/1", to: "New" },
        ],
      ),
      happens: [
        "Fri  5 Jun 10:00  → Proposal",
        'Fri  5 Jun 10:00  notify(Anna, "Look at Acme")',
        "Fri  5 Jun 12:00  → New",
        'Fri  5 Jun 12:00  notify(Anna, "Look at Acme & Sons")',
      ],
    },
    {
      scenario: {
        items: { contractPrep: [{ id: 4, stage: "Review", title: "Frame", amount: 1000 }] },
        events: [{ at: "+0m", move: "contractPrep/4", to: "Draft" }],
      },
      happens: [
        "Fri  5 Jun 10:00  → Draft",
        'Fri  5 Jun 10:00  notify(Anna, "Write the contract Frame, worth 1000.00 EUR")',
      ],
    },
    {
      scenario: withDeals(
        [deal(), deal({ id: 2, pipeline: "Retail", stage: "Cart", title: "Shoes" })],
        [
          { at: "+0m", move: "deals/1", to: "Product delivery" },
          { at: "+0m", move: "deals/2", to: "Product delivery" },
        ],
      ),
      happens: [
        "Fri  5 Jun 10:00  deals/1 → Product delivery",
        "Fri  5 Jun 10:00  deals/2 → Product delivery",
        'Fri  5 Jun 10:00  deals/1 sendEmail("Your order Acme is on its way.")',
        'Fri  5 Jun 10:00  deals/2 notify(Max, "The shop has an order: Shoes")',
        'Fri  5 Jun 10:00  deals/2 sendEmail("Your order Shoes is on its way.")',
      ],
    },
    {
      scenario: withDeals(
        [deal(), deal({ id: 2, amount: 5 }), deal({ id: 3, isTest: true })],
        [1, 2, 3].map((id) => ({ at: "+0m", move: `deals/${id}`, to: "Won" })),
      ),
      happens: [
        "Fri  5 Jun 10:00  deals/1 → Won",
        "Fri  5 Jun 10:00  deals/2 → Won",
        "Fri  5 Jun 10:00  deals/3 → Won",
        'Fri  5 Jun 10:00  deals/1 notify(Max, "Won: Acme, 60000.00 EUR")',
        'Fri  5 Jun 10:00  deals/1 notify2: notify(Anna, "Well done!")',
        'Fri  5 Jun 10:00  deals/2 notify(Max, "Won: Acme, 5.00 EUR")',
        "Fri  5 Jun 10:00  deals/2 notify2 skipped: amount > 50000 is false (amount is 5.00 EUR)",
        "Fri  5 Jun 10:00  deals/3 notify skipped: …",
        "Fri  5 Jun 10:00  deals/3 notify2 skipped: …",
      ],
    },
    { scenario: entering("Lost"), happens: ["Fri  5 Jun 10:00  → Lost"] },
  ],
  Triggers: [
    {
      scenario: {
        items: {
          deals: [
            deal(),
            deal({ id: 2, stage: "Product delivery" }),
            deal({ id: 3, stage: "Won" }),
            deal({ id: 4 }),
          ],
          leads: [lead(), lead({ id: 6, stage: "New" })],
        },
        events: [
          { at: "+0m", event: "invoicePaid", item: "deals/1" },
          { at: "+1h", event: "invoicePaid", item: "deals/2" },
          { at: "+2h", event: "invoicePaid", item: "deals/3" },
          { at: "+3h", update: "deals/4", set: { contract: "contract.pdf" } },
          { at: "+4h", event: "callMissed", item: "leads/5" },
          { at: "+5h", event: "formSent", item: "leads/6", payload: { form: "Contact us" } },
        ],
      },
    },
  ],
  "Rules on an event": [
    {
      scenario: {
        items: { deals: [deal({ amount: 100 })], leads: [lead()] },
        events: [
          { at: "+0m", update: "deals/1", set: { amount: 150 } },
          { at: "+1h", update: "deals/1", set: { amount: 400 } },
          { at: "+2h", create: "leads", set: { id: 6, title: "Initech", responsible: 9 } },
          { at: "+3h", event: "formSent", item: "leads/5", payload: { form: "Contact us" } },
          { at: "+4h", event: "formSent", item: "leads/5" },
        ],
      },
      happens: [
        "Fri  5 Jun 10:00  deals/1 notify skipped: …",
        'Fri  5 Jun 11:00  deals/1 notify(Max, "Acme: 150.00 EUR became 400.00 EUR")',
        'Fri  5 Jun 12:00  leads/6 notify(Max, "A new lead: Initech")',
        'Fri  5 Jun 13:00  leads/5 notify(Anna, "Globex wrote by the form Contact us")',
        "Fri  5 Jun 14:00  leads/5 notify skipped: …",
      ],
    },
  ],
  "Rules by the calendar": [
    {
      scenario: withDeals(
        [
          deal({ closeDate: "2026-07-01" }),
          deal({ id: 2, title: "Initech", stage: "Wait for payment", paymentDue: "2026-06-20" }),
          deal({ id: 3, title: "Hooli", amount: 200000 }),
          deal({ id: 4, title: "Globex", stage: "Won", amount: 200000 }),
        ],
        [],
        { now: "2026-06-30T10:00:00+02:00", until: "2026-07-02T12:00:00+02:00" },
      ),
    },
  ],
  Groups: [
    {
      scenario: withDeals(
        [deal()],
        [
          { at: "+0m", move: "deals/1", to: "Proposal" },
          { at: "+4d", move: "deals/1", to: "Wait for payment" },
        ],
        { results: link },
      ),
    },
  ],
  "Constants and functions": [
    {
      scenario: entering("Won", { amount: 100000 }),
      happens: [
        "Fri  5 Jun 10:00  → Won",
        'Fri  5 Jun 10:00  sendEmail("Dear Ann, thank you.")',
        'Wed 10 Jun 10:00  notify(Anna, "Ask Ann how they like it.")',
      ],
    },
  ],
  Order: [{ scenario: entering("Wait for payment", {}, { results: link, fail: noMail }) }],
  "Waiting for something": [
    {
      scenario: withDeals(
        [deal({ discount: 25 })],
        [
          { at: "+0m", move: "deals/1", to: "Proposal" },
          {
            at: "+1d",
            event: "approvalAnswered",
            item: "deals/1",
            payload: { decision: "rejected", by: 9 },
          },
        ],
      ),
    },
  ],
  "When it runs": [
    {
      scenario: withDeals(
        [deal({ paymentDue: "2026-06-10", meetingAt: "2026-06-09T15:00:00+02:00" })],
        [
          { at: "+0m", move: "deals/1", to: "Wait for payment" },
          { at: "+11d", update: "deals/1", set: { contract: "contract.pdf" } },
        ],
      ),
    },
    { scenario: entering("Won") },
  ],
  "How it runs": [
    {
      scenario: withDeals(
        [deal()],
        [
          { at: "+0m", move: "deals/1", to: "Won" },
          { at: "+40d", move: "deals/1", to: "New" },
          { at: "+41d", move: "deals/1", to: "Won" },
        ],
      ),
    },
  ],
  Arguments: [
    {
      scenario: withDeals([deal({ stage: "Proposal" })], [{ at: "+0m", move: "deals/1", to: "New" }]),
      happens: [
        "Fri  5 Jun 10:00  → New",
        'Fri  5 Jun 10:00  sendEmail("Thank you for your order.", "Your order Acme", "ann@client.example")',
        'Fri  5 Jun 10:00  notify(Anna, "A new deal: Acme")',
      ],
    },
    {
      scenario: withDeals(
        [deal({ stage: "Wait for payment", source: "Partner" })],
        [{ at: "+0m", move: "deals/1", to: "New" }],
      ),
      happens: [
        "Fri  5 Jun 10:00  → New",
        'Fri  5 Jun 10:00  notify(Max, "A new deal: Acme")',
        'Fri  5 Jun 10:00  changeStage("PROPOSAL")',
        "Fri  5 Jun 10:00  → Proposal",
      ],
    },
    {
      scenario: entering("Proposal", { amount: 200000 }),
      happens: [
        "Fri  5 Jun 10:00  → Proposal",
        'Fri  5 Jun 10:00  setField("discount", 10)',
        'Fri  5 Jun 10:00  setField2: setField("priority", "HIGH")',
        "Fri  5 Jun 10:00  assign(Max)",
      ],
    },
    { scenario: entering("Won") },
    {
      scenario: withDeals(
        [
          deal({ stage: "Proposal", original: 2 }),
          deal({ id: 2, stage: "Proposal", original: 2, title: "Self" }),
        ],
        [
          { at: "+0m", move: "deals/1", to: "New" },
          { at: "+0m", move: "deals/2", to: "New" },
        ],
      ),
      happens: [
        "Fri  5 Jun 10:00  deals/1 → New",
        "Fri  5 Jun 10:00  deals/2 → New",
        'Fri  5 Jun 10:00  deals/1 notify(Anna, "Acme repeats Self")',
        "Fri  5 Jun 10:00  deals/2 notify skipped: original != this is false (original is Self)",
      ],
    },
  ],
  "Where an item stands": [
    {
      scenario: withDeals(
        [
          deal({ stage: "Wait for payment" }),
          deal({ id: 2, pipeline: "Retail", stage: "Product delivery", title: "Shoes", original: 1 }),
          deal({ id: 3, stage: "Won" }),
        ],
        [1, 2, 3].map((id) => ({ at: "+0m", update: `deals/${id}`, set: { amount: 7 } })),
      ),
      happens: [
        'Fri  5 Jun 10:00  deals/1 notify(Max, "Acme in Wait for payment (Sales): 7.00 EUR")',
        "Fri  5 Jun 10:00  deals/1 notify2 skipped: …",
        "Fri  5 Jun 10:00  deals/1 notify3 skipped: …",
        'Fri  5 Jun 10:00  deals/2 notify(Max, "Shoes in Product delivery (Retail): 7.00 EUR")',
        'Fri  5 Jun 10:00  deals/2 notify2: notify(Anna, "The shop has to change an order: Shoes")',
        'Fri  5 Jun 10:00  deals/2 notify3: notify(Anna, "Shoes repeats an order that was never paid.")',
        "Fri  5 Jun 10:00  deals/3 notify skipped: …",
        "Fri  5 Jun 10:00  deals/3 notify2 skipped: …",
        "Fri  5 Jun 10:00  deals/3 notify3 skipped: …",
      ],
    },
  ],
  Text: [
    {
      scenario: entering("Won"),
      happens: [
        "Fri  5 Jun 10:00  → Won",
        'Fri  5 Jun 10:00  notify(Max, "Acme by Ann: 60000.00 EUR, 20000.00 EUR apiece. Use {braces} like this.")',
        'Fri  5 Jun 10:00  sendEmail("Dear Ann, thank you.")',
        'Fri  5 Jun 10:00  sendEmail2: sendEmail("Thank you!\\nYour team", "About \\"Acme\\"")',
      ],
    },
  ],
  "Numbers and money": [
    {
      scenario: entering("Won", { amount: 100.3, paid: 0.2 }),
      happens: [
        "Fri  5 Jun 10:00  → Won",
        'Fri  5 Jun 10:00  notify(Max, "Left to pay: 100.10 EUR")',
        "Fri  5 Jun 10:00  notify2 skipped: paid / amount >= 0.5 is false (paid is 0.20 EUR, amount is 100.30 EUR)",
      ],
    },
    { scenario: entering("Proposal", { amount: 1000 }) },
  ],
  "Dates, times and lengths of time": [
    {
      scenario: entering(
        "Proposal",
        { closeDate: "2026-06-10", meetingAt: "2026-05-01T10:00:00+02:00" },
        { now: "2026-06-05T20:00:00+02:00" },
      ),
      happens: [
        "Fri  5 Jun 20:00  → Proposal",
        'Fri  5 Jun 20:00  notify(Anna, "Closes soon: Acme")',
        'Fri  5 Jun 20:00  notify2: notify(Anna, "Old offer: Acme")',
        'Fri  5 Jun 20:00  sendEmail("We call you tomorrow.")',
      ],
    },
  ],
  "What can be missing": [
    "refused",
    {
      scenario: withDeals(
        [
          deal({ stage: "Proposal" }),
          deal({ id: 2, stage: "Proposal", deputy: 9, contact: null, title: "Two" }),
        ],
        [
          { at: "+0m", move: "deals/1", to: "New" },
          { at: "+0m", move: "deals/2", to: "New" },
        ],
      ),
      happens: [
        "Fri  5 Jun 10:00  deals/1 → New",
        "Fri  5 Jun 10:00  deals/2 → New",
        "Fri  5 Jun 10:00  deals/1 notify skipped: …",
        "Fri  5 Jun 10:00  deals/1 notify2 skipped: …",
        'Fri  5 Jun 10:00  deals/1 sendEmail("Thank you.", "ann@client.example")',
        'Fri  5 Jun 10:00  deals/2 notify(Max, "A new deal: Two")',
        'Fri  5 Jun 10:00  deals/2 notify2: notify(Max, "Please answer ")',
        'Fri  5 Jun 10:00  deals/2 sendEmail("Thank you.", "max@acme.example")',
      ],
    },
  ],
  Conditions: [
    {
      scenario: entering("Proposal", {
        closeDate: "2026-06-10",
        paymentDue: "2026-06-10",
        discount: 15,
        source: "Call",
        isRepeat: true,
      }),
      happens: [
        "Fri  5 Jun 10:00  → Proposal",
        'Fri  5 Jun 10:00  notify(Anna, "Please hurry: Acme")',
        'Fri  5 Jun 10:00  notify2: notify(Anna, "A discount of 15 % on Acme")',
        'Fri  5 Jun 10:00  notify3: notify(Max, "Anna looks after Acme")',
        'Fri  5 Jun 10:00  notify4: notify(Max, "again: Acme")',
      ],
    },
  ],
  Comments: [
    {
      scenario: entering("Product delivery"),
      happens: [
        "Fri  5 Jun 10:00  → Product delivery",
        'Fri  5 Jun 10:00  notify(Anna, "Pack the order: Acme")',
      ],
    },
    {
      scenario: withDeals([deal({ stage: "Proposal" })], [{ at: "+0m", move: "deals/1", to: "New" }], {
        results: link,
      }),
      happens: ["Fri  5 Jun 10:00  → New", "Fri  5 Jun 10:00  link: createPaymentLink()"],
    },
  ],
  "How it is laid out": [
    {
      scenario: entering("Wait for payment", { closeDate: "2026-06-15" }, { results: link }),
      happens: [
        "Fri  5 Jun 10:00  → Wait for payment",
        'Fri  5 Jun 10:00  link skipped: source != "Partner" is false (source is missing)',
        'Fri  5 Jun 10:00  sendEmail skipped: `link` was not produced: createPaymentLink was skipped (source != "Partner" is false (source is missing))',
      ],
    },
  ],
};
