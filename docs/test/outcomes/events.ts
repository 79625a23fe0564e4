import type { Outcomes } from "./outcome.ts";
import { deal, lead } from "./sample-items.ts";

/** What comes of the example on the page of the events. */
export const outcomes: Outcomes = {
  Events: [
    {
      scenario: {
        items: { deals: [deal()], leads: [lead({ stage: "New" }), lead({ id: 6, stage: "New" })] },
        events: [
          { at: "+0m", event: "formSent", item: "leads/5", payload: { form: " contact  US" } },
          { at: "+1h", event: "formSent", item: "leads/6", payload: { form: "Newsletter" } },
          { at: "+2h", event: "invoicePaid", item: "deals/1" },
        ],
      },
      happens: [
        "Fri  5 Jun 10:00  leads/5 → In work",
        'Fri  5 Jun 12:00  deals/1 notify(Anna, "Acme is paid")',
      ],
    },
  ],
};
