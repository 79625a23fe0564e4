import type { CrmSchema, Entity, Field, FieldType, Option } from "../../../src/schema/format.ts";
import type { Draw } from "./draw.ts";
import { fieldNames, hostileTexts } from "./pools.ts";

/** What the rules of a generated project are checked against. */
export interface World {
  readonly schema: CrmSchema;
  readonly config: {
    readonly timezone: string;
    readonly currency: string;
    readonly locale: string;
    readonly workingHours: Readonly<Record<string, string>>;
    readonly holidays: readonly string[];
    readonly workdays: readonly string[];
    readonly rates: Readonly<Record<string, number | Readonly<Record<string, string>>>>;
  };
}

const plainTypes: readonly FieldType[] = [
  "Text",
  "Number",
  "Integer",
  "Boolean",
  "Date",
  "DateTime",
  "Time",
  "Money",
  "Email",
  "Phone",
  "Url",
  "File",
];

const links: Readonly<Record<string, readonly string[]>> = {
  deals: ["contacts", "companies", "preps", "deals"],
  contacts: ["companies", "contacts"],
  companies: [],
  preps: ["deals", "preps"],
};

/** Titles that are all different, some of them hostile. */
function titles(draw: Draw, least: number, most: number): readonly string[] {
  return draw
    .some(hostileTexts, least, most)
    .map((title, index) => (draw.chance(50) ? title : `Title ${index}`));
}

const options = (draw: Draw): readonly Option[] =>
  titles(draw, 1, 4).map((title, index) => ({
    id: `O_${index}`,
    title,
    ...(draw.chance(20) ? { formerly: [`Former ${index}`] } : {}),
  }));

function field(draw: Draw, type: FieldType, entity: string): Field {
  const target = links[entity] ?? [];
  const shape: Field =
    type === "Option"
      ? { type, options: options(draw) }
      : type === "Link"
        ? { type, entity: target.length === 0 ? entity : draw.one(target) }
        : { type };
  return {
    ...shape,
    ...(draw.chance(35) ? { required: true } : {}),
    ...(draw.chance(15) ? { many: true } : {}),
    ...(draw.chance(20) ? { title: draw.one(hostileTexts) } : {}),
    ...(draw.chance(20) ? { readOnly: true } : {}),
  };
}

function entity(draw: Draw, name: string, title: string, item: string, hasStages: boolean): Entity {
  const types: readonly FieldType[] = [...plainTypes, "User", "Option", "Option", "Link", "Link"];
  const names = draw.some(fieldNames, types.length + 3, types.length + 6);
  const fields = names.map((one, index): [string, Field] => {
    const type = types[index] ?? draw.one(types);
    return [one, field(draw, type, name)];
  });
  const money = fields.find(([, one]) => one.type === "Money" && one.many !== true);
  const currency = fields.find(([, one]) => one.type === "Text" && one.many !== true);
  if (money !== undefined && currency !== undefined && draw.chance(30)) {
    money[1] = { ...money[1], currencyField: currency[0] };
  }
  const pipelines = draw.many(1, 2, (pipeline) => ({
    id: `P${pipeline}`,
    title: pipeline === 0 ? "Sales" : "Retail",
    stages: titles(draw, 2, 4).map((stage, index) => ({ id: `${name}${pipeline}_${index}`, title: stage })),
  }));
  return { title, item, fields: Object.fromEntries(fields), ...(hasStages ? { pipelines } : {}) };
}

/** A CRM schema with every type of field, and settings to go with it. */
export function drawWorld(draw: Draw): World {
  const users = titles(draw, 3, 5).map((name, index) => ({
    id: index + 1,
    name,
    ...(draw.chance(70) ? { email: `user${index}@acme.example` } : {}),
    ...(draw.chance(50) ? { manager: draw.int(1, 3) } : {}),
    ...(draw.chance(20) ? { absences: [{ from: "2026-06-10", to: "2026-06-12" }] } : {}),
    ...(draw.chance(20) ? { workingHours: { "mon-wed": "10:00-16:00" } } : {}),
  }));
  const currency = draw.one(["EUR", "USD"]);
  const rates: World["config"]["rates"] = draw.one([
    {},
    { USD: 0.9, EUR: 1.1, JPY: 0.006 },
    {
      USD: { "2026-01-01": "0.9", "2026-07-01": "0.95" },
      EUR: { "2020-01-01": "1.1" },
      JPY: 0.006,
      CHF: 1.05,
    },
  ]);
  return {
    schema: {
      entities: {
        deals: entity(draw, "deals", "Deals", "Deal", true),
        contacts: entity(draw, "contacts", "Contacts", "Contact", false),
        companies: entity(draw, "companies", "Companies", "Company", false),
        preps: entity(draw, "preps", "Contract preparation", "Prep", true),
      },
      users,
    },
    config: {
      timezone: draw.one(["Europe/Berlin", "UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
      currency,
      locale: draw.one(["en", "de", "fr", "tr", "ar-EG", "ja"]),
      workingHours: draw.one([
        { "mon-fri": "09:00-18:00" },
        { "mon-thu": "09:00-12:00, 12:30-17:15", sat: "10:00-14:00" },
        { "mon-sun": "00:00-24:00" },
      ]),
      holidays: draw.some(["2026-01-01", "2026-04-03", "2026-04-06", "2026-12-25", "2024-02-29"], 0, 5),
      workdays: draw.some(["2026-12-19", "2026-06-13"], 0, 2),
      rates: Object.fromEntries(Object.entries(rates).filter(([code]) => code !== currency)),
    },
  };
}
