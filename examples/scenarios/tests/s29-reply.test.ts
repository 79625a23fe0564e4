import type { JsonObject } from "@onstage/runtime/rules";
import type { TestFunnel } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { ends, local, notes, placed, portal } from "./kit.ts";

/** Tuesday, 9 June 2026, 09:00: the deal is qualified, and the first mail goes out. */
async function entered() {
  const crm = await portal("s29-reply.rules", "2026-06-09 09:00");
  const deal = await placed(crm);
  await crm.move(deal, "Qualified");
  const [mail] = await crm.runs(deal);
  const sent = mail?.result;
  if (typeof sent !== "object" || sent === null || !("messageId" in sent))
    throw new Error("no mail was sent");
  return { crm, deal, messageId: String(sent.messageId) };
}

/** The replies that come at their moments, before whatever is due then. */
async function repliesAt(
  { crm, deal }: { readonly crm: TestFunnel; readonly deal: string },
  ...replies: readonly (readonly [moment: string, payload: JsonObject])[]
): Promise<void> {
  for (const [moment, payload] of replies) {
    crm.at(moment, () => crm.send({ type: "emailReceived", item: deal, payload }));
  }
  await crm.advanceTo("2026-06-30 00:00");
}

/** When mails were sent, in order. */
const sentAt = (crm: TestFunnel) =>
  crm.actions.calls.filter(({ action }) => action === "sendEmail").map(({ now }) => local(now));

const FIRST = "2026-06-09 09:00";

describe("a reply that is waited for up to three days", () => {
  it("is waited for until Friday 09:00", async () => {
    const { crm, deal } = await entered();
    expect((await crm.runs(deal))[1]?.reason).toBe("waits for a reply until Fri 2026-06-12 09:00");
  });

  it.each([
    ["on the next day at 14:00", "2026-06-10 14:00"],
    ["at the very last moment", "2026-06-12 09:00:00"],
  ])("is answered at once, %s", async (_, moment) => {
    const now = await entered();
    await repliesAt(now, [moment, { inReplyTo: now.messageId }]);
    expect(sentAt(now.crm)).toEqual([FIRST, moment.replace(/:00:00$/, ":00")]);
    expect((await now.crm.runs(now.deal))[1]).toMatchObject({ status: "done", result: "received" });
  });

  it("does not come: the wait is over on Friday at 09:00, and nothing more is sent", async () => {
    const { crm, deal } = await entered();
    await crm.advanceTo("2026-06-30 00:00");
    const runs = await crm.runs(deal);
    expect(ends(runs)).toEqual([
      "mail done 2026-06-09 09:00",
      "reply done 2026-06-12 09:00",
      "details skipped 2026-06-12 09:00",
    ]);
    expect(runs[1]).toMatchObject({ result: "timedOut", why: { code: "timed-out" } });
    expect(runs[2]?.why.code).toBe("condition");
    expect(sentAt(crm)).toEqual([FIRST]);
  });

  it("comes a second late: it is noted, and nothing more is sent", async () => {
    const now = await entered();
    await repliesAt(now, ["2026-06-12 09:00:01", { inReplyTo: now.messageId }]);
    expect(sentAt(now.crm)).toEqual([FIRST]);
    expect(await notes(now.crm)).toEqual(["a reply came late: `reply` waited until Fri 2026-06-12 09:00"]);
  });

  it("comes twice, at 14:00 and 14:05: one second mail", async () => {
    const now = await entered();
    const reply = { inReplyTo: now.messageId };
    await repliesAt(now, ["2026-06-10 14:00", reply], ["2026-06-10 14:05", reply]);
    expect(sentAt(now.crm)).toEqual([FIRST, "2026-06-10 14:00"]);
    expect(await notes(now.crm)).toEqual([]);
  });

  it("is one to another mail of the same contact: it does not count", async () => {
    const now = await entered();
    await repliesAt(
      now,
      ["2026-06-10 14:00", { inReplyTo: "<other@mail.example>" }],
      ["2026-06-10 15:00", {}],
    );
    expect(sentAt(now.crm)).toEqual([FIRST]);
  });

  it("is an out-of-office note: it does not count, and a person's reply after it does", async () => {
    const now = await entered();
    const reply = { inReplyTo: now.messageId };
    await repliesAt(now, ["2026-06-10 14:00", { ...reply, automatic: true }], ["2026-06-11 08:30", reply]);
    expect(sentAt(now.crm)).toEqual([FIRST, "2026-06-11 08:30"]);
  });

  it("is known by the mails before it, and by an id without angle brackets", async () => {
    const now = await entered();
    const bare = now.messageId.replace(/^<|>$/g, "");
    await repliesAt(now, ["2026-06-10 14:00", { references: ["<first@mail.example>", bare] }]);
    expect(sentAt(now.crm)).toEqual([FIRST, "2026-06-10 14:00"]);
  });

  it("is told again by the mailbox when the service is back at 18:00: one second mail", async () => {
    const now = await entered();
    const { crm, deal, messageId } = now;
    const event = { type: "emailReceived", item: deal, payload: { inReplyTo: messageId }, id: "mail-1" };
    crm.at("2026-06-10 18:00", () => crm.send(event));
    crm.at("2026-06-10 18:00", () => crm.send(event));
    await crm.advanceTo("2026-06-30 00:00");
    expect(sentAt(crm)).toEqual([FIRST, "2026-06-10 18:00"]);
  });
});
