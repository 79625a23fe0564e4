import type { CrmSchema, Entity, Field, Option, Pipeline, Stage, User } from "./format.ts";

/** An entity with the name that rules know it by. */
export interface NamedEntity {
  readonly name: string;
  readonly entity: Entity;
}

/** A field with the name that rules know it by. */
export interface NamedField {
  readonly name: string;
  readonly field: Field;
}

/** What can be found by a title, an id, or a title that it had before. */
interface Titled {
  readonly id: string;
  readonly title: string;
  readonly formerly?: readonly string[];
}

/** Where each name stands in a list that has been asked for one: a schema may have thousands of stages. */
const places = new WeakMap<readonly Titled[], ReadonlyMap<string, number>>();

function placesOf(all: readonly Titled[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const add = (name: string, at: number): void => {
    if (!found.has(name)) found.set(name, at);
  };
  for (const [at, { title }] of all.entries()) add(title, at);
  for (const [at, { id }] of all.entries()) add(id, at);
  for (const [at, { formerly }] of all.entries()) for (const name of formerly ?? []) add(name, at);
  places.set(all, found);
  return found;
}

/** By its title; where none has it, by its id; where none has that, by what it was called before. */
function byTitle<T extends Titled>(all: readonly T[], name: string): T | undefined {
  const known = places.get(all) ?? placesOf(all);
  const at = known.get(name);
  return at === undefined ? undefined : all[at];
}

/**
 * Whether something found by a name has another name today, so that whoever wrote it should be told.
 *
 * @param found what a lookup of this file has answered for the name
 * @param current what it is called today: its title, or the name of a user or a field
 */
export function isFormerName(
  found: { readonly id?: string | number; readonly email?: string; readonly formerly?: readonly string[] },
  current: string,
  name: string,
): boolean {
  const isCurrent = name === current || name === found.id || name === found.email;
  return !isCurrent && found.formerly?.includes(name) === true;
}

/** Finds an entity by the name that rules use, or by its title. */
export function findEntity(schema: CrmSchema, name: string): NamedEntity | undefined {
  const direct = Object.hasOwn(schema.entities, name) ? schema.entities[name] : undefined;
  if (direct !== undefined) return { name, entity: direct };
  const found = Object.entries(schema.entities).find(([, entity]) => entity.title === name);
  return found && { name: found[0], entity: found[1] };
}

const formerFields = new WeakMap<Entity, ReadonlyMap<string, NamedField>>();

/** The fields of an entity by the names that they had before. */
function renamedFields(entity: Entity): ReadonlyMap<string, NamedField> {
  const known = formerFields.get(entity);
  if (known !== undefined) return known;
  const found = new Map<string, NamedField>();
  for (const [name, field] of Object.entries(entity.fields)) {
    for (const old of field.formerly ?? []) if (!found.has(old)) found.set(old, { name, field });
  }
  formerFields.set(entity, found);
  return found;
}

/** Finds a field by the name that rules use, or by one that it had before. */
export function findField(entity: Entity, name: string): NamedField | undefined {
  const direct = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
  return direct === undefined ? renamedFields(entity).get(name) : { name, field: direct };
}

/**
 * The pipelines in which a stage stands, by its title or its id; where none has it, by a title that it had before.
 */
export function pipelinesWithStage(entity: Entity, stage: string): readonly Pipeline[] {
  const found = (entity.pipelines ?? []).flatMap((pipeline) => {
    const one = findStage(pipeline, stage);
    return one === undefined ? [] : [{ pipeline, isFormer: isFormerName(one, one.title, stage) }];
  });
  const current = found.filter((one) => !one.isFormer);
  return (current.length > 0 ? current : found).map((one) => one.pipeline);
}

/** Finds a stage of a pipeline by its title, its id, or a title that it had before: see `isFormerName`. */
export function findStage(pipeline: Pipeline, stage: string): Stage | undefined {
  return byTitle(pipeline.stages, stage);
}

/** Finds a pipeline by its title, its id, or a title that it had before. */
export function findPipeline(entity: Entity, name: string): Pipeline | undefined {
  return byTitle(entity.pipelines ?? [], name);
}

/** Finds an option of a list field by its title, its id, or a title that it had before. */
export function findOption(options: readonly Option[], name: string): Option | undefined {
  return byTitle(options, name);
}

/** Users by what they are called: large portals have thousands, and rules name them often. */
interface UserNames {
  readonly now: ReadonlyMap<string, readonly User[]>;
  readonly formerly: ReadonlyMap<string, readonly User[]>;
}

const userNames = new WeakMap<CrmSchema, UserNames>();

function byName(
  users: readonly User[],
  namesOf: (user: User) => readonly (string | undefined)[],
): ReadonlyMap<string, readonly User[]> {
  const found = new Map<string, User[]>();
  for (const user of users) {
    for (const name of new Set(namesOf(user))) {
      if (name === undefined) continue;
      const others = found.get(name);
      if (others === undefined) found.set(name, [user]);
      else others.push(user);
    }
  }
  return found;
}

function userNamesOf(schema: CrmSchema): UserNames {
  const known = userNames.get(schema);
  if (known !== undefined) return known;
  const users = schema.users ?? [];
  const names: UserNames = {
    now: byName(users, (user) => [user.name, user.email]),
    formerly: byName(users, (user) => user.formerly ?? []),
  };
  userNames.set(schema, names);
  return names;
}

/** The users of a name, an e-mail address, or a former name. More than one: the name does not say who is meant. */
export function findUsers(schema: CrmSchema, name: string): readonly User[] {
  const { now, formerly } = userNamesOf(schema);
  return now.get(name) ?? formerly.get(name) ?? [];
}

/** Finds a user by name, e-mail address, or a former name; the first where several have it. */
export function findUser(schema: CrmSchema, name: string): User | undefined {
  return findUsers(schema, name)[0];
}
