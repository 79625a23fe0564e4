import { notifyAll } from "@onstage/stdlib/actions";
import { describe, expect, it } from "vitest";
import { errorOf, testContext } from "../context.ts";
import { endsOf, entered, portal, timelineOf } from "./portal.ts";

describe("markPaid", () => {
  it("records what was paid, or all of it, on the timeline", async () => {
    const crm = await entered(`markPaid(); markPaid(12.50 EUR, "R-17")`);
    const paid = (await timelineOf(crm)).map(({ kind, title, data, closed }) => {
      return { kind, title, data, isClosed: closed !== null };
    });
    expect(paid.toSorted((a, b) => a.title.localeCompare(b.title))).toEqual([
      { kind: "payment", title: "Paid", data: { amount: "50.00", currency: "EUR" }, isClosed: true },
      {
        kind: "payment",
        title: "Paid: R-17",
        data: { amount: "12.5", currency: "EUR", reference: "R-17" },
        isClosed: true,
      },
    ]);
  });

  it("fails where nobody says how much", async () => {
    const crm = await entered("markPaid()", { amount: null });
    expect(await endsOf(crm)).toEqual(["markPaid failed: “Acme” has no amount: say how much was paid."]);
  });
});

describe("getPaymentInfo", () => {
  const rules = (...payments: readonly string[]) => `
    on stage "Qualified" in deals < ${payments.map((payment) => `markPaid(${payment});`).join("")} >
    on stage "Won" in deals < let info = getPaymentInfo(); >`;

  async function infoOf(...payments: readonly string[]) {
    const crm = await portal(rules(...payments, "0.10 EUR"));
    await crm.create("deals", {
      title: "Acme",
      amount: { amount: "0.30", currency: "EUR" },
      stage: "Qualified",
    });
    await crm.move("deals/1", "Won");
    const run = (await crm.runs("deals/1")).at(-1);
    return run?.result ?? run?.reason;
  }

  it("adds up exactly what was paid, and says whether it is all", async () => {
    const lastAt = "2026-06-08T08:00:00.000Z";
    expect(await infoOf("0.10 EUR")).toEqual({ count: 2, paid: 0.2, isPaid: false, lastAt });
    expect(await infoOf("0.10 EUR", "0.10 EUR")).toEqual({ count: 3, paid: 0.3, isPaid: true, lastAt });
  });

  it("adds up no two currencies", async () => {
    expect(await infoOf("5 USD")).toMatch(
      /^The payments are in (EUR and USD|USD and EUR): they cannot be added up\.$/,
    );
  });

  it("knows of none where none was recorded", async () => {
    const crm = await entered("let info = getPaymentInfo()");
    const [run] = await crm.runs("deals/1");
    expect(run?.result).toEqual({ count: 0, paid: 0, isPaid: false });
  });
});

describe("notifyAll", () => {
  it("tells each employee once", async () => {
    const crm = await entered(`notifyAll(["Anna", "Ben", "Anna"], "{title} waits")`);
    expect(crm.actions.sent.notices.map(({ user, message }) => [user.name, message])).toEqual([
      ["Anna", "Acme waits"],
      ["Ben", "Acme waits"],
    ]);
    expect(new Set(crm.actions.sent.notices.map(({ key }) => key)).size).toBe(2);
  });

  it("tells nobody where one of them cannot be reached", async () => {
    const crm = await entered(`notifyAll(["Anna", "Eva"], "{title} waits")`);
    expect(crm.actions.sent.notices).toEqual([]);
    expect((await endsOf(crm))[0]).toContain("notifyAll failed: Eva has no e-mail address.");
  });

  it("leaves it to a person where some were told and others not", async () => {
    let count = 0;
    const tell = async () => {
      count += 1;
      if (count === 2) throw new Error("the server is gone");
    };
    // The provider of notices, which alone is used.
    const context = { ...testContext(), use: <T>() => ({ tell, close: () => undefined }) as T };
    const people = [
      { id: 1, name: "Anna", email: "anna@our.example" },
      { id: 2, name: "Ben", email: "ben@our.example" },
    ];
    const error = await errorOf(notifyAll(context, people, "Hello"));
    expect([error.name, error.message]).toEqual([
      "UncertainError",
      "Anna was told, and Ben was not: the server is gone",
    ]);
  });
});
