import "@onstage/stdlib/testing/vitest";
import {
  alwaysEnds,
  checkProperties,
  editsSurvive,
  type Invariant,
  itemsOf,
  noEffectTwice,
} from "@onstage/stdlib/testing/properties";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { funnelOf } from "./portal.ts";

const sound = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after link sendEmail(link) when amount > 50000 and not vip;
  after 3 days notify("Max", "Still nothing from {title}") when amount > 100000;
  after link fails notify("Anna", "No link for {title}");
>
on invoicePaid in deals <
  changeStage("Product delivery");
>
on stage "Product delivery" in deals <
  at 10:00 on closeDate - 1 day notify("Anna", "Tomorrow: {title}") when closeDate is set;
>`;

/** What the check says of rules; empty where all holds. */
async function told(rules: string, options: { readonly invariants?: readonly Invariant[] } = {}) {
  const crm = funnelOf(rules);
  return checkProperties(crm, { entity: "deals", lives: 60, seed: 7, ...options }).then(
    () => "",
    (error: Error) => error.message,
  );
}

describe("properties", () => {
  it("hold for sound rules", async () => {
    expect(await told(sound)).toBe("");
  });

  it("show the shortest life in which something is done twice", async () => {
    const message = await told(`
on stage "Won" in deals <
  notify("Max", "Well done");
  again: after 2 days notify("Max", "Well done");
>`);
    expect(message).toMatch(/^this does not hold: no effect twice in a visit \(seed 7\)\n/u);
    expect(message).toContain("notify and again have done the same in one visit of “Won”: notify with");
    expect(message).toMatch(
      /begins as \{"title":"Acme"\}\n {2}is moved to “Won”\n\nwhat happened:\ndeals\/1\n/u,
    );
    expect(message).toMatch(/✓ done {6}again: notify\(user: Max, message: Well done\)/u);
  });

  it("find a rule that takes back what a person has written", async () => {
    const message = await told(
      `on fieldChanged(amount) in deals < setField(amount, 100) when amount < 100 >`,
      {
        invariants: [editsSurvive],
      },
    );
    expect(message).toContain("this does not hold: people's edits survive");
    expect(message).toContain("a person has set amount to");
  });

  it("find what never comes to an end", async () => {
    const message = await told(
      `on stage "Won" in deals < every 30 days up to 900 times notify("Max", "Still won") >`,
      { invariants: [alwaysEnds] },
    );
    expect(message).toContain("this does not hold: always ends");
  });

  it("hold the mocks of the funnel, and one's own invariants", async () => {
    const crm = funnelOf(sound);
    crm.mock("createPaymentLink").fails("no account");
    const noLink: Invariant = {
      name: "no link",
      broken: ({ record }) =>
        record.runs().some((run) => run.action === "createPaymentLink" && run.status === "done")
          ? "there is a link"
          : undefined,
    };
    await checkProperties(crm, { entity: "deals", lives: 40, seed: 7, invariants: [noLink, noEffectTwice] });
  });

  it("make items at the edges of what the rules ask", async () => {
    const rules = await funnelOf(sound).ready();
    const made = fc.sample(itemsOf(rules, "deals", Date.parse("2026-06-08T08:00:00Z")), {
      numRuns: 300,
      seed: 7,
    });
    const amounts = new Set(made.map(({ amount }) => amount));
    for (const amount of [49999.99, 50000, 50000.01, 100000.01, undefined]) expect(amounts).toContain(amount);
    expect(new Set(made.map(({ level }) => level))).toEqual(new Set(["low", "high", undefined]));
    expect(made.every(({ title }) => title === "Acme")).toBe(true);
  });
});
