import type { JsonObject } from "@onstage/runtime/rules";
import { describe, expect, it } from "vitest";
import { local, portal, users } from "./kit.ts";

interface Clients {
  readonly contact?: JsonObject;
  readonly company?: JsonObject;
}

/** A deal that enters “Final invoice” on Friday, 12 June 2026, at 16:00, and what came of it. */
async function invoiced({ contact, company }: Clients) {
  const crm = await portal("s02-no-email-address.rules", "2026-06-12 16:00");
  const ann = contact && (await crm.place("contacts", { name: "Ann", optOut: false, ...contact }));
  const acme = company && (await crm.place("companies", { name: "Acme", ...company }));
  const { id } = await crm.place("deals", {
    title: "Acme",
    responsible: users.anna,
    isTest: false,
    isRepeat: false,
    stage: "Product delivery",
    ...(ann && { contact: ann.id }),
    ...(acme && { company: acme.id }),
  });
  await crm.move(`deals/${id}`, "Final invoice");
  await crm.advance("30 days");
  const [invoice, task] = await crm.runs(`deals/${id}`);
  const due = crm.actions.calls.flatMap(({ action, args }) =>
    action === "createTask" ? [local(String(args.due))] : [],
  );
  return { invoice, task, due, mails: crm.actions.sent.mails.map(({ to }) => to) };
}

/** One task for Anna, due on the next working day at the same time. */
const oneTask = ["2026-06-15 16:00"];

describe("an invoice", () => {
  it("201: to a contact without an address fails at once, and somebody asks for one", async () => {
    const { invoice, task, due, mails } = await invoiced({ contact: {} });
    expect(invoice).toMatchObject({
      status: "failed",
      tries: 1,
      reason: "contact “Ann” has no e-mail address. Add one, then retry.",
    });
    expect(task?.status).toBe("done");
    expect({ due, mails }).toEqual({ due: oneTask, mails: [] });
  });

  it("202: goes to the company where there is no contact", async () => {
    const { invoice, task, due, mails } = await invoiced({ company: { email: "office@co.example" } });
    expect(invoice?.status).toBe("done");
    expect(task).toMatchObject({ status: "skipped", why: { code: "order" } });
    expect({ due, mails }).toEqual({ due: [], mails: ["office@co.example"] });
  });

  it("203: goes to one address, that of work before that at home", async () => {
    const contact = { emailHome: "h@ann.example", emailWork: "w@acme.example" };
    const { invoice, due, mails } = await invoiced({ contact });
    expect(invoice?.status).toBe("done");
    expect({ due, mails }).toEqual({ due: [], mails: ["w@acme.example"] });
  });

  it("204: to a contact who has opted out fails at once, and goes to nobody else", async () => {
    const contact = { email: "c@example.com", optOut: true };
    const { invoice, due, mails } = await invoiced({ contact, company: { email: "office@co.example" } });
    expect(invoice).toMatchObject({
      status: "failed",
      tries: 1,
      reason: "contact “Ann” has opted out of messages. Nothing was sent.",
    });
    expect({ due, mails }).toEqual({ due: oneTask, mails: [] });
  });

  it("205: to what is no address fails at once, and the mail server never hears of it", async () => {
    const { invoice, due, mails } = await invoiced({ contact: { email: "not-an-address" } });
    expect(invoice).toMatchObject({
      status: "failed",
      tries: 1,
      reason: "“not-an-address” is not a valid e-mail address. Write it as name@example.com.",
    });
    expect({ due, mails }).toEqual({ due: oneTask, mails: [] });
  });
});
