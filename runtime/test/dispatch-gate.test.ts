import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGate } from "../src/dispatch/gate.ts";
import type { ActionOutcome } from "../src/dispatch/port.ts";
import { createWindow } from "../src/dispatch/window.ts";
import type { Reach } from "../src/rules/ruleset.ts";

const done: ActionOutcome = { kind: "done", result: null, changes: [] };
const busy = (retryAfter?: number): ActionOutcome => ({
  kind: "failed",
  how: "transient",
  reason: "busy",
  ...(retryAfter !== undefined && { retryAfter }),
});

function gateOf(reach: Reach, paused: (name: string, until: number) => void = () => {}) {
  let now = 0;
  let current = reach;
  const gate = createGate(
    () => current,
    () => now,
    paused,
  );
  /** Begins as many attempts as it may, and says how many these were. */
  const begin = (action: string, most = 1000) => {
    const fits = gate.choose();
    let count = 0;
    while (count < most && fits(action)) count += 1;
    for (let begun = 0; begun < count; begun += 1) gate.began(action);
    return count;
  };
  return {
    ...gate,
    begin,
    pass: (ms: number) => {
      now += ms;
    },
    load: (next: Reach) => {
      current = next;
    },
  };
}

describe("a limit", () => {
  it("is none where nothing is said", () => {
    expect(gateOf({}).begin("anything")).toBe(1000);
  });

  it("holds for what is under way at once", () => {
    const gate = gateOf({ limits: { sms: { concurrent: 3 } } });
    expect([gate.begin("sms"), gate.begin("sms"), gate.begin("other")]).toEqual([3, 0, 1000]);
    expect(gate.opensAt("sms")).toBeNull();
    gate.ended("sms", done);
    expect(gate.begin("sms")).toBe(1);
  });

  it("holds for any second and any minute, and says when it opens", () => {
    const gate = gateOf({ limits: { sms: { perSecond: 2, perMinute: 3 } } });
    expect(gate.begin("sms")).toBe(2);
    gate.pass(999);
    expect([gate.begin("sms"), gate.opensAt("sms")]).toEqual([0, 1000]);
    gate.pass(1);
    expect([gate.begin("sms"), gate.opensAt("sms")]).toEqual([1, 60_000]);
    gate.pass(59_000);
    expect(gate.begin("sms")).toBe(2);
  });

  it("of a provider is shared by all actions that use it", () => {
    const providers = { sendEmail: ["mail"], notify: ["mail"] };
    const gate = gateOf({ providers, limits: { mail: { concurrent: 5 }, notify: { concurrent: 2 } } });
    expect([gate.begin("notify"), gate.begin("sendEmail"), gate.begin("notify")]).toEqual([2, 3, 0]);
    gate.ended("sendEmail", done);
    expect([gate.begin("notify"), gate.begin("sendEmail")]).toEqual([0, 1]);
  });

  it("counts an attempt once where an action has the name of its provider", () => {
    const gate = gateOf({ providers: { sms: ["sms"] }, limits: { sms: { concurrent: 3, perSecond: 4 } } });
    expect(gate.begin("sms")).toBe(3);
    gate.ended("sms", done);
    gate.ended("sms", done);
    expect(gate.begin("sms")).toBe(1);
  });

  it("is four mails at once where the project does not say another", () => {
    expect(gateOf({ providers: { sendEmail: ["mail"] } }).begin("sendEmail")).toBe(4);
    const more = gateOf({ providers: { sendEmail: ["mail"] }, limits: { mail: { concurrent: 9 } } });
    expect(more.begin("sendEmail")).toBe(9);
  });

  it("is the one of the newest rule set, and counts what is under way already", () => {
    const gate = gateOf({ limits: { sms: { concurrent: 5 } } });
    gate.begin("sms");
    gate.load({ limits: { sms: { concurrent: 2, perSecond: 1 } } });
    expect(gate.begin("sms")).toBe(0);
    for (let ended = 0; ended < 4; ended += 1) gate.ended("sms", done);
    expect(gate.begin("sms")).toBe(1);
    gate.load({});
    expect(gate.begin("sms")).toBe(1000);
  });

  it("is kept for those who wait: what comes new does not go before them", () => {
    const gate = gateOf({ limits: { sms: { concurrent: 1 } } });
    expect([gate.enter("sms"), gate.enter("sms")]).toEqual([true, false]);
    expect(gate.ended("sms", done), "somebody waits").toBe(true);
    expect(gate.enter("sms")).toBe(false);
    expect(gate.begin("sms")).toBe(1);
    expect(gate.ended("sms", done)).toBe(true);
    expect(gate.begin("sms", 1)).toBe(1);
    expect(gate.ended("sms", done), "nobody waits").toBe(false);
    expect(gate.begin("sms", 1)).toBe(1);
    expect(gate.opensAt("sms"), "one is due, and was not even asked for").toBeNull();
    expect(gate.ended("sms", done)).toBe(true);
  });

  it("is not used up by what is not begun after all", () => {
    const gate = gateOf({ limits: { sms: { concurrent: 1, perMinute: 2 } } });
    for (let tries = 0; tries < 10; tries += 1) {
      expect(gate.enter("sms")).toBe(true);
      gate.leave("sms");
    }
    expect(gate.begin("sms")).toBe(1);
  });

  it("lets no more through in any stretch of its length than it says, whenever they come", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.nat(400), { maxLength: 200 }),
        (most, waits) => {
          const window = createWindow(most, 1000);
          const through: number[] = [];
          let now = 0;
          for (const wait of waits) {
            now += wait;
            const room = window.room(now);
            expect(room).toBe(most - through.filter((one) => one > now - 1000).length);
            expect(window.opensAt(now) === now).toBe(room > 0);
            if (room === 0) continue;
            window.add(now);
            through.push(now);
          }
        },
      ),
    );
  });
});

describe("an answer that asks to wait", () => {
  const providers = { sendSms: ["sms"], sendCode: ["sms"] };

  it("stops all actions of the provider for that long, and no others", () => {
    const gate = gateOf({ providers });
    gate.begin("sendSms", 1);
    gate.ended("sendSms", busy(30_000));
    expect([gate.begin("sendSms"), gate.begin("sendCode"), gate.begin("other")]).toEqual([0, 0, 1000]);
    expect(gate.opensAt("sendCode")).toBe(30_000);
    gate.pass(29_999);
    expect(gate.begin("sendCode")).toBe(0);
    gate.pass(1);
    expect(gate.begin("sendCode")).toBe(1000);
  });

  it("stops an action of no provider alone", () => {
    const gate = gateOf({ providers });
    gate.begin("own", 1);
    gate.ended("own", busy(1000));
    expect([gate.begin("own"), gate.begin("sendSms")]).toEqual([0, 1000]);
  });

  it("is never shortened by another that came later", () => {
    const gate = gateOf({ providers });
    gate.begin("sendSms", 3);
    gate.ended("sendSms", busy(5000));
    gate.ended("sendSms", busy(1000));
    gate.ended("sendSms", done);
    expect(gate.opensAt("sendSms")).toBe(5000);
  });

  it("is heard within reason, however long it asks for", () => {
    const told: string[] = [];
    const gate = gateOf({ providers }, (name, until) =>
      told.push(`${name} ${new Date(until).toISOString()}`),
    );
    gate.begin("sendSms", 1);
    gate.ended("sendSms", busy(Number.MAX_VALUE));
    expect(told).toEqual(["sms 1970-01-31T00:00:00.000Z"]);
    expect(gate.opensAt("sendSms")).toBe(30 * 24 * 3_600_000);
  });

  it("is no answer that says nothing of it", () => {
    const gate = gateOf({ providers });
    gate.begin("sendSms", 1);
    gate.ended("sendSms", busy());
    expect(gate.begin("sendSms")).toBe(1000);
  });
});

describe("a provider that fails whatever it is asked", () => {
  const providers = { sendSms: ["sms"], sendCode: ["sms"] };

  it("is left alone for longer and longer, and asked one thing at a time until it is back", () => {
    const pauses: [string, number][] = [];
    const gate = gateOf({ providers }, (name, until) => void pauses.push([name, until]));
    expect(gate.begin("sendSms", 50)).toBe(50);
    for (let failed = 0; failed < 50; failed += 1) gate.ended("sendSms", busy());
    expect([gate.begin("sendSms"), gate.begin("sendCode"), gate.opensAt("sendCode")]).toEqual([0, 0, 1000]);
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      const before = gate.opensAt("sendSms") ?? 0;
      gate.pass(before - waits.reduce((sum, wait) => sum + wait, 0));
      waits.push(before - waits.reduce((sum, wait) => sum + wait, 0));
      expect(gate.begin("sendCode"), "one, to see").toBe(1);
      expect(gate.opensAt("sendSms")).toBeNull();
      gate.ended("sendCode", busy());
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(pauses.every(([name]) => name === "sms")).toBe(true);
    gate.pass(60_000);
    expect(gate.begin("sendSms")).toBe(1);
    gate.ended("sendSms", done);
    expect(gate.begin("sendSms")).toBe(1000);
  });

  it("is not taken to be down by failures that others follow which do not fail, nor by those that will not heal", () => {
    const gate = gateOf({ providers });
    gate.begin("sendSms", 100);
    for (let ends = 0; ends < 10; ends += 1) {
      for (let failed = 0; failed < 4; failed += 1) gate.ended("sendSms", busy());
      gate.ended("sendSms", done);
    }
    for (let failed = 0; failed < 20; failed += 1) {
      gate.ended("sendSms", { kind: "failed", how: "permanent", reason: "no such number" });
    }
    expect(gate.begin("sendCode")).toBe(1000);
  });

  it("stops no action that names no provider: each of its failures may have its own reason", () => {
    const gate = gateOf({ providers });
    gate.begin("own", 20);
    for (let failed = 0; failed < 20; failed += 1) gate.ended("own", busy());
    expect(gate.begin("own")).toBe(1000);
  });
});
