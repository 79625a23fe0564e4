import type { Outcomes } from "./outcome.ts";

/** What comes of the example on the page of a project. */
export const outcomes: Outcomes = {
  "A rule for it": [
    {
      scenario: {
        items: {},
        events: [
          { at: "+0m", create: "deals", set: { title: "Acme", amount: 900, source: "Web form" } },
          { at: "+1h", create: "deals", set: { title: "Globex", source: "Call" } },
        ],
      },
      happens: [
        'Fri  5 Jun 10:00  deals/1 notify(Anna, "Acme came in, worth 900.00 EUR")',
        'Fri  5 Jun 11:00  deals/2 notify skipped: source == "Web form" is false (source is Call)',
      ],
    },
  ],
};
