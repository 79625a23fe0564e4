import * as events from "@onstage/stdlib/triggers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** Every event, as the service calls it: with anything at all from outside. */
type Fits = (event: object, ...asked: string[]) => boolean;
// Some ask for one of several texts only: what a rule gives them is checked by the compiler.
const all = Object.entries(events) as unknown as readonly (readonly [name: string, fits: Fits])[];

describe("an event of the standard library", () => {
  it.each(all)("%s fits a rule that asks for nothing, whatever it brings", (_, fits) => {
    fc.assert(
      fc.property(fc.object(), (event) => {
        expect(fits(event)).toBe(true);
      }),
    );
  });

  it.each(all)("%s answers yes or no to anything from outside, and never throws", (_, fits) => {
    const anything = fc.dictionary(
      fc.constantFrom(
        "form",
        "subject",
        "url",
        "line",
        "channel",
        "text",
        "template",
        "code",
        "page",
        "title",
      ),
      fc.anything(),
    );
    fc.assert(
      fc.property(anything, fc.string(), fc.string(), (event, first, second) => {
        expect(typeof fits(event, first, second)).toBe("boolean");
      }),
    );
  });

  it("that says nothing of what is asked for does not fit", () => {
    expect(events.formSent({}, "Contact us")).toBe(false);
    expect(events.linkClicked({}, "https://acme.example")).toBe(false);
    expect(events.callReceived({}, "+49 30 1234")).toBe(false);
  });
});

describe("what a rule asks for", () => {
  it("is a name that case and white space do not change", () => {
    expect(events.formSent({ form: " contact  US" }, "Contact us")).toBe(true);
    expect(events.formSent({ form: "Contact" }, "Contact us")).toBe(false);
    expect(events.webhookReceived({ code: "c5u4m" }, "c5u4m")).toBe(true);
  });

  it("is words somewhere in a subject, a message or a title", () => {
    expect(events.emailReceived({ subject: "Re: Your OFFER of May" }, "your offer")).toBe(true);
    expect(events.emailReceived({ subject: "Your invoice" }, "offer")).toBe(false);
    expect(events.messageReceived({ channel: "WhatsApp", text: "Stop!" }, "whatsapp", "stop")).toBe(true);
    expect(events.messageReceived({ channel: "Telegram", text: "Stop!" }, "whatsapp", "stop")).toBe(false);
    expect(events.taskCompleted({ title: "Prepare goods for Acme" }, "prepare goods")).toBe(true);
  });

  it("is an address, however it is written", () => {
    expect(events.linkClicked({ url: "https://ACME.example" }, "https://acme.example/")).toBe(true);
    expect(events.linkClicked({ url: "https://acme.example/b" }, "https://acme.example/")).toBe(false);
  });

  it("is a telephone number, however it is written", () => {
    expect(events.callMissed({ line: "+49 (30) 12-34" }, "+49301234")).toBe(true);
    expect(events.callMissed({ line: "+49 30 99" }, "+49301234")).toBe(false);
    expect(events.callMissed({ line: "no number" }, "none either")).toBe(false);
  });
});
