import type { ActionCall } from "@onstage/runtime";
import { mockActions } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { ann } from "./context.ts";

function call(action: string, args: ActionCall["args"] = {}): ActionCall {
  return {
    ruleSet: "0",
    ruleId: "rule-1",
    action,
    args,
    visit: 1,
    repeatable: false,
    item: { entity: "deals", id: 42, title: "Acme", fields: {} },
    clients: [ann],
    run: {
      id: "deals-42-1-rule",
      key: "key-1",
      attempt: 1,
      rule: "rule",
      source: { file: "a.rules", line: 1 },
    },
    now: "2026-03-02T09:00:00.000Z",
  };
}

describe("mock actions", () => {
  it("note what the standard actions change", async () => {
    const mocks = mockActions();
    const changesOf = async (action: string, args: ActionCall["args"]) => {
      const outcome = await mocks.perform(call(action, args));
      return outcome.kind === "done" ? outcome.changes : outcome;
    };
    expect(await changesOf("setField", { field: "discount", value: 10 })).toEqual([
      { kind: "set", fields: { discount: 10 } },
    ]);
    expect(await changesOf("clearField", { field: "discount" })).toEqual([
      { kind: "set", fields: { discount: null } },
    ]);
    expect(await changesOf("assign", { user: { id: 9, name: "Max" } })).toEqual([
      { kind: "set", fields: { responsible: 9 } },
    ]);
    expect(await changesOf("changeStage", { stage: "WON" })).toEqual([{ kind: "move", stage: "WON" }]);
  });

  it("run the standard actions over providers in memory", async () => {
    const mocks = mockActions();
    expect(await mocks.perform(call("createPaymentLink"))).toEqual({
      kind: "done",
      result: { url: "https://pay.example/42" },
      changes: [],
    });
    expect(await mocks.perform(call("changeStage", { stage: "won" }))).toEqual({
      kind: "done",
      result: null,
      changes: [{ kind: "move", stage: "won" }],
    });
    expect(await mocks.perform(call("sendEmail", { message: "Hello", to: "nobody" }))).toMatchObject({
      kind: "failed",
      how: "permanent",
      reason: expect.stringContaining("“nobody” is not a valid e-mail address"),
    });
    expect(
      await mocks.perform(call("notify", { user: { id: 1, name: "Anna" }, message: "Hi" })),
    ).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("Anna has no e-mail address"),
    });
    expect(mocks.calls).toHaveLength(4);
    expect(mocks.sent).toMatchObject({ mails: [], notices: [], payments: [{ item: "deals/42" }] });
  });

  it("return what they are told to, without running", async () => {
    const mocks = mockActions();
    mocks.action("sendEmail").returns({ messageId: "<1@x>" });
    const outcome = await mocks.perform(call("sendEmail", { message: "Hello" }));
    expect(outcome).toEqual({ kind: "done", result: { messageId: "<1@x>" }, changes: [] });
    expect(mocks.sent.mails).toEqual([]);
  });

  it("fail so many times in a way that heals, or for good", async () => {
    const mocks = mockActions();
    mocks.action("createPaymentLink").fails({ times: 1, error: "no provider" });
    mocks.action("sendEmail").fails({ error: "opted out" });
    mocks.action("notify").fails({ times: 1, error: "gone", transient: false });
    const kinds = [];
    for (const action of ["createPaymentLink", "createPaymentLink", "sendEmail", "sendEmail", "notify"]) {
      const outcome = await mocks.perform(call(action, { message: "Hello" }));
      kinds.push(outcome.kind === "done" ? "done" : `${outcome.how}: ${outcome.reason}`);
    }
    expect(kinds).toEqual([
      "transient: no provider",
      "done",
      "permanent: opted out",
      "permanent: opted out",
      "permanent: gone",
    ]);
  });

  it("take their time only where they do not fail", async () => {
    const mocks = mockActions();
    mocks.action("createPaymentLink").fails({ times: 1, error: "no provider" }).takes(2000);
    const first = await mocks.perform(call("createPaymentLink"));
    const second = await mocks.perform(call("createPaymentLink"));
    expect(mocks.duration?.(call("createPaymentLink"), first)).toBe(0);
    expect(mocks.duration?.(call("createPaymentLink"), second)).toBe(2000);
  });

  it("return a sample for a project's own action", async () => {
    const mocks = mockActions({ sample: (action) => ({ sampleOf: action }) });
    expect(await mocks.perform(call("orderTruck"))).toMatchObject({ result: { sampleOf: "orderTruck" } });
    expect(await mocks.perform(call("constructor"))).toMatchObject({ result: { sampleOf: "constructor" } });
  });
});
