import { loadProject, noSignatures } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import type { CrmSchema, Entity, Pipeline } from "../src/schema/format.ts";
import {
  findField,
  findOption,
  findPipeline,
  findStage,
  findUsers,
  isFormerName,
  pipelinesWithStage,
} from "../src/schema/lookups.ts";
import { memoryHost } from "./support.ts";

const whole = {
  version: 7,
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        {
          id: "sales",
          title: "Sales",
          formerly: ["Deals"],
          stages: [
            { id: "NEW", title: "New" },
            { id: "OFFER", title: "Offer", formerly: ["Proposal", "Quote"] },
          ],
        },
        { id: "retail", title: "Retail", stages: [{ id: "CART", title: "Cart" }] },
      ],
      fields: {
        title: { type: "Text", id: "TITLE" },
        amount: { type: "Money", currencyField: "currency", formerly: ["opportunity"] },
        currency: { type: "Text" },
        source: { type: "Option", options: [{ id: "W", title: "Web form", formerly: ["Web"] }] },
        contact: { type: "Link", entity: "contacts" },
      },
      client: ["contact"],
    },
    contacts: { title: "Contacts", item: "Contact", fields: { name: { type: "Text" } } },
  },
  users: [
    { id: 1, name: "Anna Meyer", formerly: ["Anna Schulz"], email: "anna@acme.example", manager: 9 },
    { id: 9, name: "Max", workingHours: { mon: "09:00-10:00" } },
  ],
};

/** The whole schema with one thing in it replaced, which its text has exactly once. */
function changed(from: string, to: string): string {
  const text = JSON.stringify(whole);
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, to);
}

async function foundIn(text: string): Promise<readonly string[]> {
  const host = memoryHost({
    "/p/onstage.json": JSON.stringify({ schema: "crm.schema.json", rules: ["a.rules"] }),
    "/p/crm.schema.json": text,
    "/p/a.rules": 'on stage "New" in deals < >',
  });
  const { diagnostics } = await loadProject({ kind: "folder", folder: "/p" }, noSignatures, host);
  return diagnostics.map((one) => `${one.code} ${text.slice(one.start, one.end)}: ${one.message}`);
}

describe("a CRM schema", () => {
  it("that is whole is fine", async () => {
    expect(await foundIn(JSON.stringify(whole))).toEqual([]);
  });

  const wrong: readonly (readonly [from: string, to: string, found: string])[] = [
    [
      '"entity":"contacts"',
      '"entity":"contact"',
      'OS5103 "contact": the CRM schema names the entity `contact`, which it does not have',
    ],
    [
      '"currencyField":"currency"',
      '"currencyField":"currenzy"',
      'OS5103 "currenzy": the CRM schema names the field `currenzy`, which it does not have',
    ],
    [
      '"currencyField":"currency"',
      '"currencyField":"contact"',
      'OS5105 "contact": deals.amount names `contact` as its currency, which is no text',
    ],
    [
      '"client":["contact"]',
      '"client":["title"]',
      'OS5105 "title": deals names `title` as a client, which is no link',
    ],
    [
      '"client":["contact"]',
      '"client":["contact"],"optOut":"quiet"',
      'OS5103 "quiet": the CRM schema names the field `quiet`, which it does not have',
    ],
    [
      '"client":["contact"]',
      '"client":["contact"],"optOut":"title"',
      'OS5105 "title": deals names `title` as the one to opt out by, which is no yes or no',
    ],
    ['"manager":9', '"manager":8', "OS5103 8: the CRM schema names the user `8`, which it does not have"],
    ['"name":"Max",', '"name":"Max"},{"id":1,"name":"Mia",', "OS5104 1: the schema has the user `1` twice"],
    ['"id":"OFFER"', '"id":"NEW"', 'OS5104 "NEW": the pipeline "Sales" has the stage `NEW` twice'],
    ['"id":"retail"', '"id":"sales"', 'OS5104 "sales": deals has the pipeline `sales` twice'],
    [
      '[{"id":"W","title":"Web form",',
      '[{"id":"W","title":"Call"},{"id":"W","title":"Web form",',
      'OS5104 "W": deals.source has the option `W` twice',
    ],
    [
      '"title":"New"}',
      '"title":"New","formerly":["Quote"]}',
      'OS5104 "Quote": the pipeline "Sales" has the former stage `Quote` twice',
    ],
    [
      '"type":"Text","id":"TITLE"',
      '"type":"Text","formerly":["opportunity"]',
      'OS5104 "opportunity": deals has the former field `opportunity` twice',
    ],
    [
      '"mon":"09:00-10:00"',
      '"mon":"09:00-08:00"',
      'OS5204 "09:00-08:00": the working hours of Max are wrong: `09:00-08:00` ends before it begins; hours over midnight are written at both days',
    ],
    [
      '"name":"Max"',
      '"name":"Max","absences":[{"from":"2026-06-12","to":"2026-06-10"}]',
      'OS5106 "2026-06-10": an absence of Max ends on 2026-06-10, before it begins on 2026-06-12',
    ],
    [
      '"name":"Max"',
      '"name":"Max","absences":[{"from":"2026-06-31","to":"2026-06-10"}]',
      'OS5205 "2026-06-31": `2026-06-31` is no day of the calendar',
    ],
    [
      '"version":7',
      '"version":[7]',
      "OS5102 [7]: the CRM schema is wrong at `version`: it has to be a text or a number",
    ],
    [
      '"manager":9',
      '"manger":9',
      'OS5102 "manger": the CRM schema is wrong at `users.0`: `manger` is not known here; did you mean `manager`?',
    ],
  ];
  it.each(wrong)("with %s become %s is told what is wrong, and where", async (from, to, found) => {
    expect((await foundIn(changed(from, to)))[0]).toBe(found);
  });
});

describe("JSON with a name that stands twice", () => {
  it("is refused at the second one, since the first would be lost", async () => {
    const text = changed('"currency":{"type":"Text"}', '"currency":{"type":"Text"},"title":{"type":"Text"}');
    expect(await foundIn(text)).toEqual([
      'OS5101 "title": the CRM schema is not JSON: `title` stands twice in one object',
    ]);
  });
});

describe("what is named in rules", () => {
  // The literal has just been checked to be a schema.
  const schema = whole as unknown as CrmSchema;
  const deals: Entity = schema.entities.deals ?? { title: "", item: "", fields: {} };
  const sales: Pipeline = deals.pipelines?.[0] ?? { id: "", title: "", stages: [] };

  it("is found by its title, its id, or what it was called before, and the difference can be told", () => {
    for (const [name, isFormer] of [
      ["Offer", false],
      ["OFFER", false],
      ["Quote", true],
    ] as const) {
      const stage = findStage(sales, name);
      expect(stage?.title).toBe("Offer");
      expect(stage && isFormerName(stage, stage.title, name)).toBe(isFormer);
    }
    expect(findStage(sales, "offer")).toBeUndefined();
    expect(findPipeline(deals, "Deals")?.title).toBe("Sales");
    expect(findOption(deals.fields.source?.options ?? [], "Web")?.title).toBe("Web form");
    expect(findField(deals, "opportunity")?.name).toBe("amount");
    expect(findField(deals, "toString")).toBeUndefined();
    const users = findUsers(schema, "Anna Schulz");
    expect(users.map((user) => [user.name, isFormerName(user, user.name, "Anna Schulz")])).toEqual([
      ["Anna Meyer", true],
    ]);
    expect(findUsers(schema, "anna@acme.example")).toHaveLength(1);
  });

  it("is what has the title today, where something else had it before", () => {
    const offer = { id: "OFFER", title: "Offer", formerly: ["Proposal"] };
    const draft = { id: "DRAFT", title: "Proposal" };
    expect(findStage({ ...sales, stages: [offer, draft] }, "Proposal")).toBe(draft);
    const retail = { id: "retail", title: "Retail", stages: [draft] };
    expect(pipelinesWithStage({ ...deals, pipelines: [sales, retail] }, "Proposal")).toEqual([retail]);
    expect(pipelinesWithStage({ ...deals, pipelines: [sales] }, "Proposal")).toEqual([sales]);
  });

  it("can be the name of several users, which a rule has to be told", () => {
    const twins = [
      { id: 1, name: "Ivan", email: "ivan@acme.example" },
      { id: 2, name: "Ivan", email: "i2@acme.example" },
    ];
    expect(findUsers({ entities: {}, users: twins }, "Ivan")).toEqual(twins);
    expect(findUsers({ entities: {}, users: twins }, "i2@acme.example")).toEqual([twins[1]]);
  });
});
