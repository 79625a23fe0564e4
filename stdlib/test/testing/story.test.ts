import "@onstage/stdlib/testing/vitest";
import { describe, expect, it } from "vitest";
import { funnelOf } from "./portal.ts";

const rules = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after link sendEmail(link) when amount > 50000;
  chase: after 3 days notify("Max", "Still nothing from {title}");
  lost: after link fails notify("Anna", "No link for {title}");
>
on stage "Won" in deals <
  notify("Anna", "Well done");
>`;

/** The same rules by other names, in another order. */
const refactored = `
// What follows when a deal is won.
on stage "Won" in deals <
  praise: notify("Anna", "Well done");
>

on stage "Wait for payment" in deals <
  reminder: after 3 days notify("Max", "Still nothing from {title}");
  let address = createPaymentLink();
  alarm: after address fails notify("Anna", "No link for {title}");
  letter: after address sendEmail(address) when amount > 50000;
>`;

async function storyOf(text: string, others = 0) {
  const crm = funnelOf(text);
  for (let count = 0; count < others; count += 1) await crm.place("deals", { title: "Before" });
  const ann = await crm.create("contacts", { name: "Ann", email: "ann@client.example" });
  const deal = await crm.create("deals", { title: "Acme", amount: 60000, contact: ann.id });
  await crm.move(deal, "Wait for payment");
  await crm.advance("4 days");
  await crm.update(deal, { amount: 70000 });
  await crm.move(deal, "Won");
  return crm.story();
}

describe("a story", () => {
  it("says what happened when, in a snapshot", async () => {
    expect(await storyOf(rules)).toMatchInlineSnapshot(`
      deals 1
        2026-06-08 10:00  → New (created)
        2026-06-08 10:00  → Wait for payment
        2026-06-08 10:00  – notify: runs only after \`createPaymentLink\` fails: createPaymentLink is done
        2026-06-08 10:00  ✓ createPaymentLink()
        2026-06-08 10:00  ✓ sendEmail(message: https://pay.example/…)
        2026-06-11 10:00  ✓ notify(user: Max, message: Still nothing from Acme)
        2026-06-12 10:00  amount is 70000
        2026-06-12 10:00  → Won
        2026-06-12 10:00  ✓ notify(user: Anna, message: Well done)
    `);
  });

  it("stays the same when rules are renamed and moved", async () => {
    expect(String(await storyOf(refactored))).toBe(String(await storyOf(rules)));
  });

  it("stays the same for items with other ids", async () => {
    expect(String(await storyOf(rules, 3))).toBe(String(await storyOf(rules)));
  });

  it("changes when a rule does something else", async () => {
    const other = rules.replace("amount > 50000", "amount > 65000");
    expect(String(await storyOf(other))).not.toBe(String(await storyOf(rules)));
  });
});
