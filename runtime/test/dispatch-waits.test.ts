import { describe, expect, it } from "vitest";
import { waitRequest } from "../src/dispatch/wait-request.ts";
import { duration } from "../src/time/duration.ts";

const since = "2026-06-10T14:00:00.000Z";
const event = { event: "formSent", result: "sent" };
const same = <T>(json: T): T => json;

/** As code that nobody has type-checked may call it. */
function requested(wait: object, hide: Parameters<typeof waitRequest>[2] = same) {
  return waitRequest({ what: "a form", events: [event], timedOut: null, ...wait } as never, since, hide);
}

describe("what an action notes that its run waits for", () => {
  it("is plain data, with nothing left to chance", () => {
    expect(requested({})).toEqual({
      what: "a form",
      events: [{ type: "formSent", where: {}, unless: {}, result: "sent", take: {} }],
      since,
    });
  });

  it("is a copy: what the action changes afterwards changes nothing", () => {
    const where = { form: ["1"] };
    const request = requested({ events: [{ ...event, where }] });
    where.form.push("2");
    expect(request.events[0]?.where).toEqual({ form: ["1"] });
  });

  it.each([
    [{ within: "P2D" }, { within: "P2D" }],
    [{ within: duration({ workingDays: 2 }) }, { within: duration({ workingDays: 2 }) }],
    [{ within: duration({ milliseconds: 90_000 }) }, { within: "PT1M30S" }],
    [{ until: "2026-06-12T16:00:00+02:00" }, { until: "2026-06-12T14:00:00.000Z" }],
    [{ within: "P1D", until: "2026-06-12T16:00:00Z" }, { within: "P1D" }],
    [{ record: 7 }, { record: 7 }],
    [{ what: `  Max's\n approval${"!".repeat(300)}` }, { what: `Max's approval${"!".repeat(186)}` }],
  ])("reads %j", (wait, read) => {
    expect(requested(wait)).toMatchObject(read);
  });

  it.each<[object, string]>([
    [{ events: [] }, "a list of 1 to 50 events"],
    [{ events: "formSent" }, "a list of 1 to 50 events"],
    [{ events: Array.from({ length: 51 }, () => event) }, "a list of 1 to 50 events"],
    [{ events: [{ result: 1 }] }, "the name of an event"],
    [{ events: [{ ...event, result: () => 1 }] }, "`result` of `waitFor` is a function"],
    [{ events: [{ ...event, where: ["a"] }] }, "`where` of `waitFor` has to be an object"],
    [{ events: [{ ...event, unless: { a: new Map() } }] }, "`unless` of `waitFor` is a Map"],
    [{ events: [{ ...event, take: { a: 1 } }] }, "`take` of `waitFor` has to name fields by text"],
    [{ within: "soon" }, "`within` of `waitFor` has to be a length of time"],
    [{ until: "tomorrow" }, "`until` of `waitFor` has to be a moment"],
    [{ events: [{ ...event, where: { a: "x".repeat(70_000) } }] }, "65536 can be stored"],
    [{ record: 1.5 }, "`record` of `waitFor` has to be the id of a record"],
  ])("refuses %j", (wait, sentence) => {
    expect(() => requested(wait)).toThrow(TypeError);
    expect(() => requested(wait)).toThrow(sentence);
  });

  it("holds no secret", () => {
    const hide = (json: unknown) => JSON.parse(JSON.stringify(json).replaceAll("secret", "***"));
    const request = requested(
      { what: "secret", events: [{ ...event, where: { a: "secret" }, result: { b: ["secret"] } }] },
      hide,
    );
    expect(JSON.stringify(request)).not.toContain("secret");
  });
});
