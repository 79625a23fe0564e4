import type { CrmSchema, Field } from "../../../src/schema/format.ts";
import { present, type Type } from "../../../src/types/types.ts";
import type { Json, JsonObject, StoredItem } from "../evaluate/values.ts";
import type { Draw } from "./draw.ts";
import { currencies, hostileTexts, tameTexts } from "./pools.ts";
import type { World } from "./schema.ts";

const wholes = [
  0,
  1,
  -1,
  2,
  5,
  7,
  12,
  100,
  50_000,
  1_000_000,
  -3,
  Number.MAX_SAFE_INTEGER - 992,
  "1234567890123456789012345",
];
const decimals = [
  ...wholes,
  0.5,
  0.1,
  3.25,
  -0.000001,
  0.3333333,
  "0.00000001",
  "-12.345678901234",
  "1234567890123456789012345.123456789012345",
  1e20,
];
const days = [
  "2026-06-12",
  "2026-06-13",
  "2026-02-28",
  "2024-02-29",
  "2026-12-31",
  "1970-01-01",
  "2026-03-29",
  "0001-01-01",
  "9999-12-31",
  "2100-02-28",
];
const moments = [
  "2026-06-12T10:00:00.000Z",
  "2026-03-29T00:59:59.999Z",
  "2026-03-29T01:30:00.000Z",
  "2026-10-25T00:30:00.000Z",
  "2026-10-25T01:30:00.000Z",
  "1970-01-01T00:00:00.000Z",
  "2026-06-11T22:30:00.123Z",
  "2024-02-29T12:00:00.000Z",
  "0001-01-01T00:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
];
const clocks = ["09:00:00", "00:00:00", "23:59:59", "12:30:00", "20:00:00", "08:00:00", "02:30:00"];
const addresses = ["ann@acme.example", "", "no address", "ÄÖ@x.example"];

/** The moments at which rules are looked at. */
export const looks: readonly string[] = moments.slice(0, 8);

function drawMoney(draw: Draw): Json {
  const amount = draw.one(decimals);
  return draw.chance(60)
    ? { amount: typeof amount === "number" ? plainDigits(amount) : amount, currency: draw.one(currencies) }
    : amount;
}

const plainDigits = (value: number): string =>
  value.toLocaleString("en", { useGrouping: false, maximumFractionDigits: 15 });

function drawOne(draw: Draw, field: Field): Json {
  switch (field.type) {
    case "Text":
      return draw.one(draw.chance(50) ? hostileTexts : [...tameTexts, "EUR", "USD", "CHF"]);
    case "Number":
      return draw.one(decimals);
    case "Integer":
      return draw.one(wholes);
    case "Boolean":
      return draw.chance(50);
    case "Date":
      return draw.one(days);
    case "DateTime":
      return draw.one(moments);
    case "Time":
      return draw.one(clocks);
    case "Money":
      return drawMoney(draw);
    case "Email":
    case "Phone":
      return draw.one(addresses);
    case "Url":
      return draw.one(["https://acme.example/?a=1", "", "x"]);
    case "File":
      return draw.one<Json>([
        "contract.pdf",
        "",
        { url: "https://acme.example/f", name: "contract" },
        { id: "5", name: "Größe.pdf" },
        { id: "7", size: "3" },
        {},
      ]);
    case "User":
      return draw.one([1, 2, 3, 99]);
    case "Option":
      return draw.one(field.options ?? []).id;
    case "Link":
      return draw.one([1, 2, 3]);
  }
}

/** A value that a field of an item can hold; nothing where it may be empty. */
function drawField(draw: Draw, field: Field): Json | undefined {
  if (field.required !== true && draw.chance(35)) return draw.chance(50) ? undefined : null;
  return field.many === true ? draw.many(0, 3, () => drawOne(draw, field)) : drawOne(draw, field);
}

export function drawFields(draw: Draw, entity: string, schema: CrmSchema): JsonObject {
  const fields: Record<string, Json> = {};
  for (const [name, field] of Object.entries(schema.entities[entity]?.fields ?? {})) {
    const value = drawField(draw, field);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** Two items of each entity, by entity and id. There is no third, though links may lead to it. */
export function drawItems(draw: Draw, { schema }: World): ReadonlyMap<string, StoredItem> {
  const items = Object.entries(schema.entities).flatMap(([entity, { pipelines }]) =>
    [1, 2].map((id): readonly [string, StoredItem] => {
      const pipeline = pipelines === undefined ? undefined : draw.one(pipelines);
      const place =
        pipeline === undefined
          ? {}
          : { pipeline: pipeline.id, stage: draw.chance(95) ? draw.one(pipeline.stages).id : "GONE" };
      return [`${entity}/${id}`, { entity, id, ...place, fields: drawFields(draw, entity, schema) }];
    }),
  );
  return new Map(items);
}

/** What an action may return, or an event bring, of a type: JSON. */
export function drawJson(draw: Draw, type: Type): Json | undefined {
  const wanted = present(type);
  if (type.kind === "optional" && draw.chance(30)) return draw.chance(50) ? undefined : null;
  switch (wanted.kind) {
    case "list":
      return draw.many(0, 3, () => drawJson(draw, wanted.of) ?? null);
    case "record": {
      const fields: Record<string, Json> = {};
      for (const [name, of] of Object.entries(wanted.fields)) {
        const value = drawJson(draw, of);
        if (value !== undefined) fields[name] = value;
      }
      return fields;
    }
    case "choice":
      return draw.one([...wanted.texts, ...wanted.texts, "none of them"]);
    case "plain":
      break;
    default:
      return null;
  }
  switch (wanted.name) {
    case "Number":
    case "Integer":
      return draw.one([0, 1, -1, 0.5, 5, 1e21, 1e-7, 123456.789, 0.1 + 0.2, 2 / 3]);
    case "Boolean":
      return draw.chance(50);
    case "Money":
      return { amount: draw.one(["5", "-0.50", "1000000.00"]), currency: draw.one(currencies) };
    case "User":
      return { id: draw.one([1, 2, 99]), name: "Whoever" };
    case "Date":
      return draw.one(days);
    case "DateTime":
      return draw.one(moments);
    case "Time":
      return draw.one(clocks);
    default:
      return draw.one(draw.chance(50) ? hostileTexts : tameTexts);
  }
}
