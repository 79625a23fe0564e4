import type { Where } from "../actions/crm.ts";
import type { StoredItem } from "../rules/item.ts";
import { fieldOf } from "../rules/lookup.ts";
import type { Entity } from "../rules/schema.ts";
import type { Json } from "../rules/values.ts";
import { right, wrong } from "./checked.ts";
import type { Checked } from "./port.ts";
import { shown, suggest } from "./suggest.ts";
import { checkValue, sameValue } from "./values.ts";

/** Which items are asked for, read: a test, and the id where one is named. */
export interface ReadWhere {
  readonly fits: (item: StoredItem) => boolean;
  readonly id?: number;
}

type Test = (item: StoredItem) => boolean;

/** The id of a stage or a pipeline, by its id or its title. */
function placeTest(name: "stage" | "pipeline", wanted: readonly Json[], entity: Entity): Test {
  const pipelines = entity.pipelines ?? [];
  const all = name === "pipeline" ? pipelines : pipelines.flatMap(({ stages }) => stages);
  const ids = new Set(
    all.flatMap(({ id, title }) => (wanted.includes(id) || wanted.includes(title) ? [id] : [])),
  );
  return (item) => {
    const place = item[name];
    return place !== undefined && ids.has(place);
  };
}

function fieldTest(entity: Entity, name: string, wanted: Json): Checked<Test> {
  const field = fieldOf(entity.fields, name);
  if (field === undefined) {
    return wrong(
      `${entity.title} have no field “${shown(name)}”. ${suggest(name, Object.keys(entity.fields))}`,
    );
  }
  const one = { ...field, many: false };
  const values: Json[] = [];
  let empty = wanted === null;
  for (const value of Array.isArray(wanted) ? wanted : [wanted]) {
    if (value === null) {
      empty = true;
      continue;
    }
    const checked = checkValue(name, one, value);
    if (!checked.ok) return checked;
    values.push(checked.value);
  }
  return right((item) => {
    const stored = fieldOf(item.fields, name) ?? null;
    if (stored === null || stored === "") return empty;
    const held: readonly Json[] = Array.isArray(stored) ? stored : [stored];
    return values.some((value) => held.some((had) => sameValue(one, had, value)));
  });
}

/** Reads what items are asked for. All of it has to hold; a list means one of these, null means empty. */
export function readWhere(entity: Entity, where: Where): Checked<ReadWhere> {
  const tests: Test[] = [];
  let only: number | undefined;
  for (const [name, wanted] of Object.entries(where)) {
    const all: readonly Json[] = Array.isArray(wanted) ? wanted : [wanted];
    if (Object.hasOwn(entity.fields, name)) {
      const test = fieldTest(entity, name, wanted);
      if (!test.ok) return test;
      tests.push(test.value);
    } else if (name === "id") {
      tests.push(({ id }) => all.includes(id));
      const [first] = all;
      if (all.length === 1 && typeof first === "number" && Number.isSafeInteger(first) && first > 0)
        only = first;
    } else if (name === "stage" || name === "pipeline") {
      tests.push(placeTest(name, all, entity));
    } else {
      const test = fieldTest(entity, name, wanted);
      if (!test.ok) return test;
    }
  }
  const fits: Test = (item) => tests.every((test) => test(item));
  return right(only === undefined ? { fits } : { fits, id: only });
}
