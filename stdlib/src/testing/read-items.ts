import { embeddedCrm } from "@onstage/runtime";
import type { CrmSchema, StoredItem } from "@onstage/runtime/rules";
import { type Complaints, complainOf, isJson, isRecord, kindOf } from "./scenario-parts.ts";

const MOST_ITEMS = 10_000;

function readOne(
  schema: CrmSchema,
  entity: string,
  body: unknown,
  path: string,
  complain: Complaints,
): StoredItem | undefined {
  if (!isRecord(body)) {
    return complain.add(path, `An item is wanted here, not ${kindOf(body)}.`, 'Write it as { "id": 1, … }.');
  }
  const values = Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (isJson(value) ? [[name, value]] : [])),
  );
  if (values.id === undefined) {
    return complain.add(`${path}.id`, "The item has no id.", "Give it a whole number as its “id”.");
  }
  const draft = embeddedCrm.draft(schema, entity, values);
  if (!draft.ok) {
    const { detail, field } = draft.problem;
    return complainOf(detail, field === undefined ? path : `${path}.${field}`, complain);
  }
  const { id, pipeline, stage, fields } = draft.value;
  if (id === undefined) return undefined;
  return {
    entity,
    id,
    ...(pipeline !== undefined && { pipeline }),
    ...(stage !== undefined && { stage }),
    fields,
  };
}

/** Reads the items that are there at the beginning, each checked against the schema. */
export function readItems(schema: CrmSchema, value: unknown, complain: Complaints): readonly StoredItem[] {
  if (value === undefined) return [];
  if (!isRecord(value)) {
    complain.add(
      "items",
      `An object is wanted here, not ${kindOf(value)}.`,
      'Write it as { "deals": [ … ] }.',
    );
    return [];
  }
  const items: StoredItem[] = [];
  for (const [entity, list] of Object.entries(value)) {
    const path = `items.${entity}`;
    if (!Array.isArray(list)) {
      complain.add(path, `A list of items is wanted here, not ${kindOf(list)}.`, "Write it as [ { … } ].");
      continue;
    }
    if (items.length + list.length > MOST_ITEMS) {
      complain.add(
        path,
        `There are more than ${MOST_ITEMS} items.`,
        "Leave out those that the rules do not need.",
      );
      return items;
    }
    const taken = new Set<number>();
    for (const [index, body] of list.entries()) {
      const item = readOne(schema, entity, body, `${path}[${index}]`, complain);
      if (item === undefined) continue;
      if (taken.has(item.id)) {
        complain.add(
          `${path}[${index}].id`,
          `There are two ${entity} with the id ${item.id}.`,
          "Give one another id.",
        );
      }
      taken.add(item.id);
      items.push(item);
    }
  }
  return items;
}
