import "@onstage/stdlib/testing/vitest";
import { createPaymentLink } from "@onstage/stdlib/actions";
import type { TestFunnel } from "@onstage/stdlib/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { funnelOf } from "./portal.ts";

const rules = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after link sendEmail(link) when amount > 50000;
  followUp: after 3 days notify("Max", "Still nothing from {title}") when amount > 100000;
  after 5 days notify("Anna", "Look at {title}");
>`;

let crm: TestFunnel;
beforeEach(() => {
  crm = funnelOf(rules);
});

async function waiting(amount: number) {
  const ann = await crm.create("contacts", { name: "Ann", email: "ann@client.example" });
  return crm.create("deals", { title: "Acme", amount, contact: ann.id, stage: "Wait for payment" });
}

/** What a matcher says that does not hold. */
function told(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error("it holds");
}

describe("matchers", () => {
  it("hold for what has happened, and not for what has not", async () => {
    const deal = await waiting(60000);
    expect(deal).toHaveRun("sendEmail", { to: "ann@client.example" });
    expect(deal).toHaveRun("sendEmail", { subject: expect.stringContaining("Ac") }, { times: 1 });
    expect(deal).not.toHaveRun("sendEmail", { to: "bob@client.example" });
    expect(deal).not.toHaveRun("followUp");
    expect(deal).toBeWaitingUntil("2026-06-11 10:00");
    expect(deal).toBeWaitingUntil("2026-06-11T08:00:00Z", "followUp");
    expect(deal).not.toBeWaitingUntil("2026-06-11 10:00", "sendEmail");
    expect(deal).toBeIn("Wait for payment");
    expect(deal).not.toBeIn("Won");
    expect(deal).not.toHaveNoTimersLeft();
    await crm.advance("3 days");
    expect(deal).toHaveSkipped("followUp", { because: /amount/ });
    expect(deal).not.toHaveSkipped("followUp", { because: "title" });
    await crm.move(deal, "Won");
    expect(deal).toHaveCancelled("notify", { because: "left" });
    expect(deal).toHaveNoTimersLeft();
    expect(crm).toHaveNoTimersLeft();
  });

  it("know what failed", async () => {
    crm.mock(createPaymentLink).fails("no account");
    const deal = await waiting(60000);
    expect(deal).toHaveFailed("link", { because: "no account" });
    expect(deal).not.toHaveFailed("sendEmail");
    crm.allowTimers();
  });

  it("show what came closest, and all that happened", async () => {
    const deal = await waiting(60000);
    crm.allowTimers();
    expect(told(() => expect(deal).toHaveRun("sendEmail", { to: "bob@client.example" }))).toBe(
      `expected deals/1 to have run sendEmail with to: "bob@client.example"

nearest:
  sendEmail is done at 2026-06-08 10:00 in “Wait for payment”; to is "ann@client.example"

what happened:
deals/1
  2026-06-08 10:00:00  ✓ done      link: createPaymentLink()  test.rules:3
                       → https://pay.example/1
  2026-06-08 10:00:00  ✓ done      sendEmail(message: https://pay.example/1)  test.rules:4
                       → <id-000002-1-1@mail.example>
  2026-06-11 10:00:00  ◷ waiting   followUp: notify  test.rules:5
                       waits until 2026-06-11 10:00
  2026-06-13 10:00:00  ◷ waiting   notify  test.rules:6
                       waits until 2026-06-13 10:00`,
    );
  });

  it.each([
    [
      "a rule that waits",
      (deal: object) => expect(deal).toHaveRun("followUp"),
      /followUp \(notify\) waits until 2026-06-11 10:00 in “Wait for payment”/u,
    ],
    [
      "another moment",
      (deal: object) => expect(deal).toBeWaitingUntil("2026-06-12 10:00"),
      /to be waiting until 2026-06-12 10:00[\s\S]*followUp \(notify\) waits until 2026-06-11 10:00/u,
    ],
    [
      "another moment of having run",
      (deal: object) => expect(deal).toHaveRun("link", {}, { at: "2026-06-08 11:00" }),
      /it was at 2026-06-08 10:00/u,
    ],
    [
      "another number",
      (deal: object) => expect(deal).toHaveRun("link", {}, { times: 2 }),
      /to have run link 2 times, and it has 1 times/u,
    ],
    [
      "another reason",
      (deal: object) => expect(deal).toHaveSkipped("sendEmail", { because: /vip/ }),
      /to have skipped sendEmail because of \/vip\/[\s\S]*amount > 50000 is false \(amount is 1\)/u,
    ],
    ["another stage", (deal: object) => expect(deal).toBeIn("Won"), /in “Won”: it is in “Wait for payment”/u],
    [
      "what was not to be",
      (deal: object) => expect(deal).not.toHaveRun("link"),
      /expected deals\/1 not to have run link[\s\S]*link \(createPaymentLink\) is done/u,
    ],
    [
      "timers",
      (deal: object) => expect(deal).toHaveNoTimersLeft(),
      /expected deals\/1 to have no timers left[\s\S]*followUp/u,
    ],
  ])("tell of %s", async (_, expectation, message) => {
    const deal = await waiting(1);
    crm.allowTimers();
    expect(told(() => expectation(deal))).toMatch(message);
  });

  it.each([
    [(deal: object) => expect(deal).not.toHaveRun("sendMail"), "Did you mean “sendEmail”?"],
    [(deal: object) => expect(deal).not.toHaveSkipped("folowUp"), "Did you mean “followUp”?"],
    [(deal: object) => expect(deal).not.toBeIn("Product Deliverys"), "Did you mean “Product delivery”?"],
    [(deal: object) => expect(deal).toBeWaitingUntil("soon"), "“soon” is no moment"],
    [() => expect({ amount: 1 }).toHaveRun("link"), "this is no item of an open funnel"],
  ])("refuse names that are none", async (expectation, message) => {
    const deal = await waiting(1);
    crm.allowTimers();
    expect(told(() => expectation(deal))).toContain(message);
  });
});
