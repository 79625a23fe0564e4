import { testFunnel } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { ruleSet } from "./rule-set.ts";

async function funnelWithAnn(email: string | null = "ann@acme.example") {
  const funnel = testFunnel({ ruleSet });
  await funnel.place("contacts", { id: 7, name: "Ann", ...(email !== null && { email }) });
  await funnel.place("deals", {
    id: 1,
    stage: "New",
    title: "Acme",
    amount: 60000,
    currency: "EUR",
    contact: 7,
  });
  return funnel;
}

type Funnel = Awaited<ReturnType<typeof funnelWithAnn>>;

async function statuses(funnel: Funnel) {
  return (await funnel.runs("deals/1")).map((run) => `${run.rule} ${run.status}`);
}

describe("a funnel in virtual time", () => {
  it("starts nothing for items that are put in place", async () => {
    const funnel = testFunnel({ ruleSet });
    await funnel.place("deals", { id: 1, stage: "Wait for payment", title: "Acme" });
    await funnel.advance("1 w");
    expect(await funnel.runs()).toEqual([]);
    expect(await funnel.history()).toEqual([]);
    await funnel.close();
  });

  it("mails the link of a large deal, once it exists", async () => {
    const funnel = await funnelWithAnn();
    funnel.actions.action("createPaymentLink").takes(2000);
    await funnel.move("deals/1", "Wait for payment");
    expect(await statuses(funnel)).toEqual(["link running", "sendEmail waiting"]);
    await funnel.advance("2 s");
    expect(await statuses(funnel)).toEqual(["link done", "sendEmail done"]);
    const [link, mail] = await funnel.runs();
    expect(link?.result).toEqual({ url: "https://pay.example/1" });
    expect(mail?.started).toBe("2026-03-02T09:00:02.000Z");
    expect(funnel.actions.sent.mails).toEqual([
      expect.objectContaining({
        to: "ann@acme.example",
        subject: "Acme",
        text: "Please open this link: https://pay.example/1",
      }),
    ]);
    expect(funnel.actions.sent.payments).toEqual([
      expect.objectContaining({ item: "deals/1", amount: "60000", currency: "EUR" }),
    ]);
    await funnel.close();
  });

  it("looks at the condition when the mail's moment has come", async () => {
    const funnel = await funnelWithAnn();
    funnel.actions.action("createPaymentLink").takes(2000);
    await funnel.move("deals/1", "Wait for payment");
    await funnel.advance("1 s");
    await funnel.update("deals/1", { amount: 40000 });
    await funnel.advance("1 s");
    const [, mail] = await funnel.runs();
    expect(mail?.status).toBe("skipped");
    expect(mail?.reason).toContain("40000.00 EUR");
    expect(funnel.actions.sent.mails).toEqual([]);
    await funnel.close();
  });

  it("fails as in life where the client has no address", async () => {
    const funnel = await funnelWithAnn(null);
    await funnel.move("deals/1", "Wait for payment");
    const [, mail] = await funnel.runs();
    expect(mail).toMatchObject({ status: "failed", attempts: 1 });
    expect(mail?.reason).toContain("contact “Ann” has no e-mail address");
    await funnel.close();
  });

  it("tries again after failures that heal, at moments that are always the same", async () => {
    const seen = [];
    for (let time = 0; time < 2; time += 1) {
      const funnel = await funnelWithAnn();
      funnel.actions.action("createPaymentLink").fails({ times: 2, error: "no provider" }).takes(2000);
      await funnel.move("deals/1", "Wait for payment");
      while (await funnel.advanceToNext());
      const [link, mail] = await funnel.runs();
      expect(link).toMatchObject({ status: "done", attempts: 3, ended: "2026-03-02T09:00:08.000Z" });
      expect(mail?.status).toBe("done");
      seen.push(await funnel.runs());
      await funnel.close();
    }
    expect(seen[1]).toEqual(seen[0]);
  });

  it("skips what needs a result that a lasting failure kept from being there", async () => {
    const funnel = await funnelWithAnn();
    funnel.actions.action("createPaymentLink").fails({ error: "no account" });
    await funnel.move("deals/1", "Wait for payment");
    const [link, mail] = await funnel.runs();
    expect(link).toMatchObject({ status: "failed", attempts: 1 });
    expect(link?.reason).toContain("no account");
    expect(mail?.status).toBe("skipped");
    await funnel.close();
  });

  it("moves the item with changeStage, tells employees, and never runs a project's own action", async () => {
    const funnel = await funnelWithAnn();
    await funnel.move("deals/1", "Product delivery");
    expect(await statuses(funnel)).toEqual(["notify done", "custom done", "changeStage done"]);
    expect((await funnel.item("deals/1"))?.item.stage).toBe("won");
    expect(funnel.actions.sent.notices).toEqual([
      expect.objectContaining({ message: "Pack the order", about: { item: "deals/1", title: "Acme" } }),
    ]);
    expect(funnel.actions.sent.mails).toEqual([]);
    await funnel.close();
  });

  it("applies what comes from outside before what is due at the same moment", async () => {
    const funnel = await funnelWithAnn();
    funnel.actions.action("createPaymentLink").takes(2000);
    funnel.at("2026-03-02T09:00:02Z", () =>
      funnel.coordinator.update({ entity: "deals", id: 1 }, { amount: 1 }, "event"),
    );
    await funnel.move("deals/1", "Wait for payment");
    await funnel.advance("1 h");
    expect(await statuses(funnel)).toEqual(["link done", "sendEmail skipped"]);
    await funnel.close();
  });

  it("takes an event once", async () => {
    const funnel = await funnelWithAnn();
    const event = { id: "e1", type: "itemMoved", item: "deals/1", payload: { stage: "Wait for payment" } };
    expect((await funnel.send(event)).status).toBe("accepted");
    expect((await funnel.send(event)).status).toBe("duplicate");
    expect(funnel.actions.sent.mails).toHaveLength(1);
    await funnel.close();
  });

  it("keeps the time of day over days with a clock change", async () => {
    const funnel = testFunnel({ ruleSet, now: "2026-03-28T10:00:00+01:00" });
    await funnel.advance("1 day");
    expect(funnel.now()).toBe("2026-03-29T08:00:00.000Z");
    await funnel.advance("24 h");
    expect(funnel.now()).toBe("2026-03-30T08:00:00.000Z");
    await funnel.close();
  });

  it("tells what is wrong with a call in a sentence", async () => {
    const funnel = await funnelWithAnn();
    await expect(funnel.move("deals/1", "Wait for payments")).rejects.toThrow(
      "Did you mean “Wait for payment”?",
    );
    await expect(funnel.update("deals/1", { sum: 1 })).rejects.toThrow("sum");
    await expect(funnel.move("deal 1", "New")).rejects.toThrow("is no item");
    await expect(funnel.advance("soon")).rejects.toThrow("is no span of time");
    await expect(funnel.advanceTo("yesterday")).rejects.toThrow("is no moment");
    await funnel.close();
  });
});
