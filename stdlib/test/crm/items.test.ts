import { describe, expect, it } from "vitest";
import { endsOf, entered, fieldsOf, portal } from "./portal.ts";

describe("createItem", () => {
  it("makes an item in the stage that is named, and gives its id to the rules behind it", async () => {
    const crm = await entered(`
      let bill = createItem("invoices", { title: "Bill for {title}", deal: this, amount: amount, contact: contact }, stage: "Sent");
      after previous setField(preparation, bill.id);`);
    expect(await crm.item("invoices/1")).toMatchObject({
      item: {
        stage: "SENT",
        fields: {
          title: "Bill for Acme",
          deal: 1,
          amount: { amount: "50.00", currency: "EUR" },
          contact: 1,
        },
      },
    });
    expect((await fieldsOf(crm, "deals/1"))?.preparation).toBe(1);
    expect(await endsOf(crm)).toEqual(["bill done", "setField done"]);
  });

  it("starts the rules of the new item as on any creation", async () => {
    const crm = await portal(`
      on stage "New" in deals < createItem("invoices", { title: "Bill" }) >
      on created in invoices < modifyItem({ due: today + 14 days }) >`);
    await crm.create("deals", { title: "Acme" });
    expect((await fieldsOf(crm, "invoices/1"))?.due).toBe("2026-06-22");
  });
});

describe("updateItem", () => {
  it("writes the first item that fits, and no other", async () => {
    const crm = await portal(`
      on stage "Won" in deals < updateItem("invoices", { deal: this, stage: ["Draft", "Sent"] }, { title: "Paid" }) >`);
    await crm.create("deals", { title: "Acme" });
    await crm.place("invoices", { title: "Other", deal: 9 });
    await crm.place("invoices", { title: "First", deal: 1 });
    await crm.place("invoices", { title: "Second", deal: 1 });
    await crm.move("deals/1", "Won");
    const titles = await Promise.all(
      [1, 2, 3].map(async (id) => (await fieldsOf(crm, `invoices/${id}`))?.title),
    );
    expect(titles).toEqual(["Other", "Paid", "Second"]);
  });

  it("fails with a sentence where none fits", async () => {
    const crm = await entered(`updateItem("invoices", { deal: this }, { title: "Paid" })`);
    expect(await endsOf(crm)).toEqual(["updateItem failed: There is no item of invoices that fits."]);
  });
});

describe("editItem", () => {
  it("writes an item that the rule knows by a link", async () => {
    const crm = await entered(`editItem(company, { status: "Active customer" }) when company is set`);
    expect(await fieldsOf(crm, "companies/1")).toEqual({ title: "Client Ltd", status: "Active customer" });
  });

  it("appends to what a field with several values has, if asked to", async () => {
    const crm = await entered(`editItem(this, { tags: ["b"] }, append: true)`);
    expect((await fieldsOf(crm, "deals/1"))?.tags).toEqual(["a", "b"]);
  });
});

describe("modifyItem", () => {
  it("writes several fields at once, so that what listens to them starts once", async () => {
    const crm = await portal(`
      on stage "Qualified" in deals < modifyItem({ source: "Call", amount: 70 EUR, responsible: "Ben" }) >
      on fieldChanged(source, amount) in deals < setField(preparation, 1) >`);
    await crm.create("deals", { title: "Acme", stage: "Qualified" });
    expect(await fieldsOf(crm, "deals/1")).toMatchObject({ source: "2", responsible: 2, preparation: 1 });
    expect(await endsOf(crm)).toEqual(["modifyItem done", "setField done"]);
  });

  it("replaces what a field with several values has, unless it is to append", async () => {
    const crm = await entered(
      `modifyItem({ tags: ["b"] }); after previous modifyItem({ tags: ["c"] }, append: true)`,
    );
    expect((await fieldsOf(crm, "deals/1"))?.tags).toEqual(["b", "c"]);
  });
});

describe("getItem", () => {
  it("finds an item for the rules behind it", async () => {
    const crm = await portal(`
      on stage "Won" in deals <
        let bill = getItem("invoices", { deal: this });
        after previous editItem(bill, { title: "Found {bill.id}" });
      >`);
    await crm.create("deals", { title: "Acme" });
    await crm.place("invoices", { title: "First", deal: 1 });
    await crm.move("deals/1", "Won");
    expect(await fieldsOf(crm, "invoices/1")).toMatchObject({ title: "Found 1" });
  });

  it("fails where there is none, and the rules that need it are left out", async () => {
    const crm = await entered(
      `let bill = getItem("invoices", { deal: this }); after previous editItem(bill, { title: "x" })`,
    );
    expect(await endsOf(crm)).toEqual([
      "bill failed: There is no item of invoices that fits.",
      expect.stringContaining("editItem skipped"),
    ]);
  });
});

describe("deleteItem", () => {
  it("deletes an item by an id that a field holds", async () => {
    const crm = await portal(
      `on stage "Won" in deals < deleteItem("invoices", preparation) when preparation is set >`,
    );
    await crm.place("invoices", { title: "Bill" });
    await crm.create("deals", { title: "Acme", preparation: 1 });
    await crm.move("deals/1", "Won");
    expect(await crm.item("invoices/1")).toBeNull();
  });

  it("is done where it is gone already, and says so", async () => {
    const crm = await entered(`deleteItem("invoices", 5)`);
    expect(await endsOf(crm)).toEqual(["deleteItem done: invoices/5 was gone already"]);
  });
});

describe("moveItem", () => {
  it("moves another item, whose rules start as on any move", async () => {
    const crm = await portal(`
      on stage "Won" in deals < moveItem("invoices", preparation, "Sent") when preparation is set >
      on stage "Sent" in invoices < modifyItem({ title: "Settled" }) >`);
    await crm.place("invoices", { title: "Bill" });
    await crm.create("deals", { title: "Acme", preparation: 1 });
    await crm.move("deals/1", "Won");
    expect((await fieldsOf(crm, "invoices/1"))?.title).toBe("Settled");
  });

  it("fails with a sentence where there is no such item", async () => {
    const crm = await entered(`moveItem("invoices", 5, "Sent")`);
    expect(await endsOf(crm)).toEqual(["moveItem failed: there is no invoices/5, or not any more"]);
  });
});

describe("copyItem and createFrom", () => {
  it("copies what may be written, with other values where they are given", async () => {
    const crm = await entered(`copyItem({ title: "Again {title}", tags: ["copy"] }, "Retail", "Sold")`, {
      number: "D-1",
    });
    expect((await crm.item("deals/2"))?.item).toEqual({
      entity: "deals",
      id: 2,
      pipeline: "RETAIL",
      stage: "SOLD",
      fields: {
        title: "Again Acme",
        amount: { amount: "50.00", currency: "EUR" },
        responsible: 1,
        source: "1",
        tags: ["copy"],
        contact: 1,
        company: 1,
      },
    });
  });

  it("carries over what fields of the same name and type hold, and links the new item to this one", async () => {
    const crm = await entered(`createFrom("invoices", { due: today })`);
    // The source of a deal is an option, and that of an invoice is text.
    expect(await fieldsOf(crm, "invoices/1")).toEqual({
      title: "Acme",
      amount: { amount: "50.00", currency: "EUR" },
      contact: 1,
      deal: 1,
      due: "2026-06-08",
    });
  });
});

describe("links", () => {
  it("are made and taken away, wherever they stand", async () => {
    const crm = await entered(`
      let bill = createItem("invoices", { title: "Bill" });
      after previous linkItem(bill);
      unlinkItem(company) when company is set;`);
    expect((await fieldsOf(crm, "invoices/1"))?.deal).toBe(1);
    expect(await fieldsOf(crm, "deals/1")).not.toHaveProperty("company");
  });

  it("are followed to the item that they lead to, from either side", async () => {
    const crm = await portal(`
      on stage "Won" in deals <
        let bill = getLinked("invoices");
        after previous setField(preparation, bill.id);
        let who = getLinked("contacts");
        after previous editItem(who, { name: "Found" });
        getLinked("companies");
      >`);
    await crm.place("contacts", { name: "Ann" });
    await crm.create("deals", { title: "Acme", contact: 1 });
    await crm.place("invoices", { title: "Bill", deal: 1 });
    await crm.move("deals/1", "Won");
    expect((await fieldsOf(crm, "deals/1"))?.preparation).toBe(1);
    expect((await fieldsOf(crm, "contacts/1"))?.name).toBe("Found");
    expect((await endsOf(crm)).at(-1)).toBe("getLinked failed: “Acme” is linked to no item of companies.");
  });
});

describe("changePipeline", () => {
  it("moves the item and stops what has not begun", async () => {
    const crm = await portal(`
      on stage "Qualified" in deals <
        changePipeline("Retail", "Sold");
        later: after 1 day setField(preparation, 1);
      >`);
    await crm.create("deals", { title: "Acme", stage: "Qualified" });
    expect((await crm.item("deals/1"))?.item).toMatchObject({ pipeline: "RETAIL", stage: "SOLD" });
    expect((await endsOf(crm))[1]).toContain("later cancelled: the item went to the pipeline “Retail”");
  });
});

describe("changeObservers", () => {
  it.each([
    [`changeObservers(["Ben", "Anna"])`, [1, 2]],
    [`changeObservers(["Anna"], "remove")`, []],
    [`changeObservers(["Ben"], "replace")`, [2]],
  ])("has them come, leave or take the place of others: %s", async (rule, observers) => {
    const crm = await entered(rule, { observers: [1] });
    expect((await fieldsOf(crm, "deals/1"))?.observers).toEqual(observers);
  });
});
