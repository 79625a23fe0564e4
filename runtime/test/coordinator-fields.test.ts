import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../src/rules/index.ts";
import { kit, value } from "./coordinator-kit.ts";

const deal = { entity: "deals", id: 1 };

async function refusal(body: JsonObject): Promise<{ detail: string; field: string | undefined }> {
  const answer = await kit().coordinator.create("deals", { title: "Acme", ...body }, "api");
  if (answer.ok) throw new Error("it was taken");
  expect(answer.problem).toBe("invalid");
  return { detail: answer.detail, field: answer.field };
}

async function stored(name: string, given: Json): Promise<Json | undefined> {
  const answer = await kit().coordinator.create("deals", { title: "Acme", [name]: given }, "api");
  return value(answer).fields[name];
}

describe("a new item", () => {
  it("stands in the first stage, or where its stage and pipeline say, by title or id", async () => {
    const { coordinator } = kit();
    const place = async (body: JsonObject) => {
      const { pipeline, stage } = value(await coordinator.create("deals", { title: "Acme", ...body }, "api"));
      return [pipeline, stage];
    };
    expect(await place({})).toEqual(["SALES", "NEW"]);
    expect(await place({ stage: "Wait for payment" })).toEqual(["SALES", "WAIT_FOR_PAYMENT"]);
    expect(await place({ stage: "WON" })).toEqual(["SALES", "WON"]);
    expect(await place({ pipeline: "Retail" })).toEqual(["RETAIL", "ASKED"]);
    expect(await place({ pipeline: "RETAIL", stage: "Sold" })).toEqual(["RETAIL", "SOLD"]);
  });

  it("is refused where its stage, pipeline or option is no text", async () => {
    for (const wrong of [{ toString: 1 }, ["New"], 5, true]) {
      expect(await refusal({ stage: wrong })).toMatchObject({ field: "stage" });
      expect(await refusal({ pipeline: wrong })).toMatchObject({ field: "pipeline" });
    }
    expect(await refusal({ source: { toString: 1 } })).toMatchObject({ field: "source" });
    expect(await refusal({ source: ["Web"] })).toMatchObject({ field: "source" });
  });

  it("has no stage where its entity has none", async () => {
    const { coordinator } = kit();
    expect(value(await coordinator.create("contacts", { name: "Ann" }, "api"))).toEqual({
      entity: "contacts",
      id: 1,
      fields: { name: "Ann" },
    });
    expect(await coordinator.move({ entity: "contacts", id: 1 }, "New", "api")).toMatchObject({
      problem: "invalid",
      detail: "Contacts have no stages.",
    });
    expect((await coordinator.item({ entity: "contacts", id: 1 }))?.visits).toEqual([]);
  });

  it("gets the id that is asked for, once", async () => {
    const { coordinator } = kit();
    expect(value(await coordinator.create("deals", { id: 42, title: "Acme" }, "api")).id).toBe(42);
    expect(await coordinator.create("deals", { id: 42, title: "Acme" }, "api")).toMatchObject({
      problem: "conflict",
      field: "id",
    });
    for (const id of [0, -1, 1.5, "7", 1e300]) {
      expect(await refusal({ id })).toMatchObject({ field: "id" });
    }
  });

  it.each<[string, Json, Json]>([
    ["amount", 60000, 60000],
    ["amount", "123456789012345678.99", "123456789012345678.99"],
    ["amount", { amount: "0.10", currency: "USD" }, { amount: "0.10", currency: "USD" }],
    ["amount", "0060000", "60000.00"],
    ["amount", "-0.100", "-0.10"],
    ["amount", "-0", "0.00"],
    ["amount", "0.1250", "0.125"],
    ["amount", { amount: 10, currency: "USD" }, { amount: "10.00", currency: "USD" }],
    ["prices", ["1.5", 2], ["1.50", 2]],
    ["source", "Web", "1"],
    ["source", "2", "2"],
    ["meetingAt", "2026-06-11T09:00:00+02:00", "2026-06-11T07:00:00.000Z"],
    ["closeDate", "2028-02-29", "2028-02-29"],
    ["opensAt", "09:00", "09:00:00"],
    ["opensAt", "09:00:30", "09:00:30"],
    ["tags", ["a", "b"], ["a", "b"]],
    ["createdAt", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"],
  ])("keeps %s given as %j as %j", async (name, given, kept) => {
    expect(await stored(name, given)).toEqual(kept);
  });

  it.each<[string, Json]>([
    ["title", 5],
    ["title", null],
    ["title", "x".repeat(64 * 1024 + 1)],
    ["amount", 0.1 + 0.2],
    ["amount", 2 ** 60 + 4096],
    ["amount", "1e5"],
    ["amount", "NaN"],
    ["amount", { amount: 5, currency: "euro" }],
    ["amount", { amount: 5, currency: "EUR", more: 1 }],
    ["contact", "7"],
    ["contact", -7],
    ["responsible", { id: 1 }],
    ["source", "Wob"],
    ["source", true],
    ["closeDate", "2026-02-30"],
    ["closeDate", "2026-06-11T00:00:00Z"],
    ["meetingAt", "2026-06-11T09:00:00"],
    ["opensAt", "25:00"],
    ["probability", 1.5],
    ["score", "many"],
    ["urgent", "yes"],
    ["tags", "a"],
    ["tags", ["a", 5]],
    ["contract", 5],
    ["stage", "Wait for paiment"],
    ["pipeline", "Sails"],
    ["amuont", 5],
    ["__proto__", "x"],
  ])("is refused with %s given as %j, in a sentence that names the field", async (name, given) => {
    const { detail, field } = await refusal(Object.fromEntries([[name, given]]));
    expect(field).toBe(name);
    expect(detail).toMatch(/\.$|\?$/);
    expect(detail.length).toBeLessThan(400);
  });

  it("is refused with what was probably meant", async () => {
    expect((await refusal({ amuont: 5 })).detail).toBe(
      "Deals have no field “amuont”. Did you mean “amount”?",
    );
    expect((await refusal({ source: "Wob" })).detail).toMatch(/Did you mean “Web”\?$/);
    expect((await refusal({ stage: "Wait for paiment" })).detail).toMatch(
      /Did you mean “Wait for payment”\?$/,
    );
    const unknown = await kit().coordinator.create("dael", {}, "api");
    expect(unknown).toMatchObject({
      problem: "invalid",
      detail: "There is no entity “dael”. Known: “deals”, “contacts”, “companies”.",
    });
  });

  it("is refused when all its fields together are too large", async () => {
    const text = "x".repeat(60_000);
    expect((await refusal({ tags: [text, text, text, text, text] })).detail).toMatch(
      /^The item is larger than/,
    );
  });
});

describe("a changed item", () => {
  async function made() {
    const { coordinator } = kit();
    value(await coordinator.create("deals", { title: "Acme", amount: "60000.00", tags: ["a"] }, "api"));
    return coordinator;
  }

  it("remembers what differs, field by field, and nothing where nothing does", async () => {
    const coordinator = await made();
    value(await coordinator.update(deal, { title: "Acme", amount: 60000, tags: ["a"], score: null }, "anna"));
    expect(await coordinator.history(deal)).toHaveLength(1);
    const after = value(await coordinator.update(deal, { title: "Acme", amount: 5, tags: null }, "anna"));
    expect(after.fields).toEqual({ title: "Acme", amount: 5 });
    expect((await coordinator.history(deal)).at(-1)).toMatchObject({
      kind: "updated",
      by: "anna",
      fields: { amount: { old: "60000.00", new: 5 }, tags: { old: ["a"], new: null } },
    });
  });

  it.each<[string, Json, Json]>([
    ["amount", "10", "10.00"],
    ["amount", "10.00", 10],
    ["amount", { amount: "10", currency: "EUR" }, { amount: "10.00", currency: "EUR" }],
    ["prices", ["1.5", 2], ["1.50", "2.00"]],
    ["score", "0.50", 0.5],
    ["opensAt", "09:00", "09:00:00"],
  ])("is the same where %s, %j before, is written as %j", async (name, before, after) => {
    const coordinator = await made();
    value(await coordinator.update(deal, { [name]: before }, "anna"));
    value(await coordinator.update(deal, { [name]: after }, "anna"));
    expect(await coordinator.history(deal)).toHaveLength(2);
  });

  it.each<[string, Json, Json]>([
    ["amount", { amount: "10", currency: "EUR" }, { amount: "10", currency: "USD" }],
    ["amount", { amount: "10", currency: "EUR" }, "10"],
    ["prices", [1, 2], [2, 1]],
    ["prices", [1, 2], [1]],
    ["opensAt", "09:00", "09:00:01"],
  ])("is another where %s, %j before, becomes %j", async (name, before, after) => {
    const coordinator = await made();
    value(await coordinator.update(deal, { [name]: before }, "anna"));
    value(await coordinator.update(deal, { [name]: after }, "anna"));
    expect(await coordinator.history(deal)).toHaveLength(3);
  });

  it("is refused where its place, a fixed field or a required one would change", async () => {
    const coordinator = await made();
    const detail = async (fields: JsonObject) => {
      const answer = await coordinator.update(deal, fields, "anna");
      return answer.ok ? "taken" : answer.detail;
    };
    expect(await detail({ stage: "Won" })).toBe("The stage is not a field: move the item instead.");
    expect(await detail({ id: 7 })).toBe("“id” of an item cannot be changed.");
    expect(await detail({ createdAt: "2026-01-01T00:00:00Z" })).toBe(
      "“createdAt” is read-only: leave it out.",
    );
    expect(await detail({ title: null })).toBe("“title” is required: give it a value.");
    expect(await coordinator.update({ ...deal, id: 9 }, {}, "anna")).toMatchObject({
      problem: "not-found",
      detail: "There is no item deals/9.",
    });
    expect(await coordinator.move(deal, "Nowhere at all", "anna")).toMatchObject({
      problem: "invalid",
      field: "stage",
    });
    expect(await coordinator.history(deal)).toHaveLength(1);
  });
});

describe("a call", () => {
  it("carries the clients at the item, the contact before the company, with their first addresses", async () => {
    const { coordinator } = kit();
    value(await coordinator.create("companies", { title: "Acme", email: "office@acme.example" }, "api"));
    value(await coordinator.create("contacts", { name: "Ann", phone: ["+49 1", "+49 2"] }, "api"));
    value(
      await coordinator.create(
        "deals",
        { title: "Big", stage: "Wait for payment", contact: 1, company: 1 },
        "api",
      ),
    );
    value(
      await coordinator.create("deals", { title: "Small", stage: "Wait for payment", contact: 9 }, "api"),
    );
    const [big, small] = await coordinator.startDue(10);
    expect(big?.clients).toEqual([
      {
        entity: "contacts",
        id: 1,
        name: "Ann",
        phone: "+49 1",
        phones: [{ address: "+49 1" }, { address: "+49 2" }],
      },
      {
        entity: "companies",
        id: 1,
        name: "Acme",
        email: "office@acme.example",
        emails: [{ address: "office@acme.example" }],
      },
    ]);
    expect(small?.clients).toEqual([]);
    expect(big).toMatchObject({ visit: 1, repeatable: true, run: { attempt: 1, source: { line: 2 } } });
  });

  it("says what each address is for, and takes that of work first", async () => {
    const { coordinator } = kit();
    const ann = {
      name: "Ann",
      emailHome: "ann@home.example",
      emailWork: "ann@acme.example",
      mobile: "+49 170",
    };
    value(await coordinator.create("contacts", ann, "api"));
    value(await coordinator.create("deals", { title: "Big", stage: "Wait for payment", contact: 1 }, "api"));
    const [call] = await coordinator.startDue(10);
    expect(call?.clients).toEqual([
      {
        entity: "contacts",
        id: 1,
        name: "Ann",
        email: "ann@acme.example",
        phone: "+49 170",
        emails: [
          { address: "ann@home.example", use: "home" },
          { address: "ann@acme.example", use: "work" },
        ],
        phones: [{ address: "+49 170", use: "mobile" }],
      },
    ]);
  });

  it("says who has opted out, by the field that the schema names, or the one that is called so", async () => {
    const { coordinator } = kit();
    value(await coordinator.create("contacts", { name: "Ann", noMessages: true }, "api"));
    value(await coordinator.create("contacts", { name: "Bob", noMessages: false }, "api"));
    value(await coordinator.create("companies", { title: "Acme", optOut: true }, "api"));
    for (const contact of [1, 2]) {
      const fields = { title: `Deal ${contact}`, stage: "Wait for payment", contact, company: 1 };
      value(await coordinator.create("deals", fields, "api"));
    }
    const calls = await coordinator.startDue(10);
    expect(calls.map(({ clients }) => clients.map(({ name, optOut }) => [name, optOut]))).toEqual([
      [
        ["Ann", true],
        ["Acme", true],
      ],
      [
        ["Bob", undefined],
        ["Acme", true],
      ],
    ]);
  });
});
