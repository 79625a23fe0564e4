import type { Activity, ActivityFilter } from "../actions/activities.ts";
import type { Ref } from "../actions/changes.ts";
import type { CrmEntity, CrmItem, CrmUser, Where } from "../actions/crm.ts";
import { PermanentError, TransientError } from "../actions/errors.ts";
import type { Draw, Ledger } from "../ledger/port.ts";
import { entityOf } from "../rules/lookup.ts";
import type { LoadedRuleSet } from "../rules/ruleset.ts";
import type { CrmSchema, Entity, User } from "../rules/schema.ts";
import { isoOf } from "../time/instant.ts";
import { absenceOn, hoursOf } from "../time/working-days.ts";
import { localOf } from "../time/zones.ts";
import { PATIENCE } from "./action-crm.ts";
import { readWhere } from "./match.ts";
import { findEntity } from "./places.ts";

/** What actions can ask of a CRM while they run, as plain data: an adapter answers from the CRM that it is for. */
export interface CrmDesk {
  readonly get: (item: Ref) => Promise<CrmItem | null>;
  readonly find: (entity: string, where: Where, limit: number) => Promise<readonly CrmItem[]>;
  readonly activities: (item: Ref, filter: ActivityFilter) => Promise<readonly Activity[]>;
  readonly entity: (name: string) => Promise<CrmEntity | null>;
  readonly users: (ids?: readonly number[]) => Promise<readonly CrmUser[]>;
  /** Gives a number away; the same key gets the same one again. */
  readonly draw: (of: Draw["of"], key: string) => Promise<number>;
}

export interface DeskParts {
  readonly ledger: Pick<Ledger, "item" | "items" | "activities" | "draw">;
  readonly ruleSet: () => LoadedRuleSet;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that never go back; the time of the process if left out. */
  readonly clock?: () => number;
}

/** How many items are looked at in one turn, so that others get theirs. */
const PAGE = 500;
/** How many items are looked at for one answer: the thread that looks does all the rest as well. */
const MOST_SEEN = 100_000;
/** How many items an answer has at most, and how many bytes of JSON. */
const MOST_ITEMS = 100;
const LARGEST_ANSWER = 4 * 1024 * 1024;

function viewEntity(name: string, { title, fields, pipelines = [] }: Entity): CrmEntity {
  return {
    name,
    title,
    fields: Object.fromEntries(
      Object.entries(fields).map(
        ([field, { type, title, required, readOnly, many, entity, currencyField }]) => [
          field,
          {
            type,
            ...(title !== undefined && { title }),
            ...(required !== undefined && { required }),
            ...(readOnly !== undefined && { readOnly }),
            ...(many !== undefined && { many }),
            ...(entity !== undefined && { entity }),
            ...(currencyField !== undefined && { currencyField }),
          },
        ],
      ),
    ),
    pipelines: pipelines.map(({ id, title, stages }) => ({
      id,
      title,
      stages: stages.map((stage) => ({
        id: stage.id,
        title: stage.title,
        ...(stage.final !== undefined && { final: stage.final }),
      })),
    })),
  };
}

function viewUser(user: User, { calendar, timezone }: LoadedRuleSet, now: number): CrmUser {
  const { id, name, email, manager, active = true } = user;
  const absent = absenceOn(localOf(now, timezone).day, hoursOf(calendar, id)) !== undefined;
  return {
    id,
    name,
    ...(email !== undefined && { email }),
    ...(manager !== undefined && { manager }),
    active,
    absent,
  };
}

/** Sees that what an action speaks of is there, before anything is done for it. */
function checkEntity(schema: CrmSchema, name: string): Entity {
  const entity = findEntity(schema, name);
  if (!entity.ok) throw new PermanentError(entity.problem.detail);
  return entity.value;
}

/** The embedded CRM as actions ask it: items live in the ledger, everything else is in the schema. */
export function createDesk({ ledger, ruleSet, now, clock = () => performance.now() }: DeskParts): CrmDesk {
  async function find(name: string, where: Where, limit: number): Promise<readonly CrmItem[]> {
    const entity = checkEntity(ruleSet().schema, name);
    const read = readWhere(entity, where);
    if (!read.ok) throw new PermanentError(read.problem.detail);
    const { fits, id } = read.value;
    const most = Math.min(Math.max(limit, 1), MOST_ITEMS);
    const found: CrmItem[] = [];
    let bytes = 0;
    let seen = 0;
    const began = clock();
    for (let after = (id ?? 1) - 1; ; ) {
      const page = await ledger.items(name, after, id === undefined ? PAGE : 1);
      for (const item of page) {
        if (!fits(item)) continue;
        bytes += JSON.stringify(item.fields).length;
        if (bytes > LARGEST_ANSWER) throw new PermanentError(`The items of ${name} that fit are too large.`);
        found.push(item);
        if (found.length === most) return found;
      }
      const last = page.at(-1);
      if (last === undefined || id !== undefined || page.length < PAGE) return found;
      seen += page.length;
      if (seen >= MOST_SEEN) {
        throw new PermanentError(
          `There are too many ${name} to look through them all: a question looks at ${MOST_SEEN.toLocaleString("en")} of them. Ask by “id”.`,
        );
      }
      // Who has asked waits no longer.
      if (clock() - began > PATIENCE) {
        throw new TransientError(`Looking through ${name} took more than ${PATIENCE / 1000} s.`);
      }
      after = last.id;
    }
  }

  return {
    get: async (ref) => {
      checkEntity(ruleSet().schema, ref.entity);
      return ledger.item(ref);
    },
    find,
    activities: (ref, filter) => ledger.activities(ref, filter),
    entity: async (name) => {
      const entity = entityOf(ruleSet().schema, name);
      return entity === undefined ? null : viewEntity(name, entity);
    },
    users: async (ids) => {
      const current = ruleSet();
      const all = (current.schema.users ?? []).map((user) => viewUser(user, current, now()));
      return ids === undefined ? all : ids.flatMap((id) => all.find((one) => one.id === id) ?? []);
    },
    draw: async (of, key) => {
      if (of.kind === "item") checkEntity(ruleSet().schema, of.entity);
      return ledger.draw({ of, key, at: isoOf(now()) });
    },
  };
}

async function nothing(): Promise<never> {
  throw new PermanentError("There is no CRM to be asked here.");
}

/** A desk at which nothing can be asked. */
export const noDesk: CrmDesk = {
  get: nothing,
  find: nothing,
  activities: nothing,
  entity: nothing,
  users: nothing,
  draw: nothing,
};
