import type { CrmSchema } from "./schema/format.ts";
import { findField } from "./schema/lookups.ts";
import type { ActionSignature, Parameter, SignatureSet, TriggerSignature } from "./types/signatures.ts";
import { present, printType, type Type } from "./types/types.ts";

/** A value that an action takes, returns or gets from an event. */
export interface CatalogValue {
  /** As code writes it: `Text`, `"mobile" | "work"`, `List<User>`. */
  readonly type: string;
  /** Of a record: the type of each of its fields. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A parameter as rules give it. */
export interface CatalogParameter extends CatalogValue {
  readonly name: string;
  readonly optional: boolean;
  /** What it is where it is left out, as its TypeScript has it: `"mobile"`. */
  readonly default?: string;
  readonly description?: string;
  /** The most characters that its text may have. */
  readonly limit?: number;
}

/** Something that rules can use. */
export interface CatalogEntry {
  readonly name: string;
  /** A helper is called for what it returns; a trigger is an event that rules and moves wait for. */
  readonly kind: "action" | "helper" | "trigger";
  readonly group: string;
  readonly description: string;
  readonly parameters: readonly CatalogParameter[];
  /** What an action returns; null where that is nothing, and for triggers. */
  readonly result: (CatalogValue & { readonly description?: string }) | null;
  /** What a trigger brings with it, read as `event.…`. */
  readonly event?: Readonly<Record<string, string>>;
  /** Entities of the project that it is for. */
  readonly serves: readonly string[];
  /** A second attempt after a crash does no harm. */
  readonly repeatable?: boolean;
  readonly messagesClient?: boolean;
  /** Providers that it shares with others. */
  readonly uses?: readonly string[];
  /** Events that it may wait for. */
  readonly awaits?: readonly string[];
  readonly example?: string;
  /** Where it stands. */
  readonly file: string;
}

/** Groups in the order in which people look for them; others come behind, those of the project last. */
export const catalogGroups: readonly string[] = [
  "Client communication",
  "Employee alerts",
  "Control and tasks",
  "Waiting",
  "Payment",
  "Items",
  "Documents",
  "Products",
  "Delivery",
  "Repeat sales",
  "Booking",
  "Advertising audiences",
  "Web forms",
  "Open ends",
];

/** The group of what says none: of the project's own, for the most part. */
export const ownGroup = "Your own";

const fieldsOf = (type: Type): Readonly<Record<string, string>> | undefined => {
  const one = present(type);
  const inner = one.kind === "list" ? present(one.of) : one;
  if (inner.kind !== "record") return undefined;
  return Object.fromEntries(Object.entries(inner.fields).map(([name, of]) => [name, printType(of)]));
};

function catalogValue(type: Type): CatalogValue {
  const fields = fieldsOf(type);
  return { type: printType(type), ...(fields !== undefined && { fields }) };
}

function parameterOf(
  { name, type, optional, default: initial, description }: Parameter,
  limit: number | undefined,
): CatalogParameter {
  return {
    name,
    ...catalogValue(type),
    optional,
    ...(initial !== undefined && { default: initial }),
    ...(description !== undefined && { description }),
    ...(limit !== undefined && { limit }),
  };
}

type Entities = CrmSchema["entities"];

/** Entities of the schema that an action can be called for. */
function servedBy({ listing, effects, parameters }: ActionSignature, entities: Entities): readonly string[] {
  const field = effects.writes?.field;
  const isFixed = field !== undefined && parameters.every((one) => one.name !== field);
  return Object.entries(entities).flatMap(([name, entity]) => {
    const isNamed = listing?.serves === undefined || listing.serves.includes(name);
    const moves = effects.moves === undefined || entity.pipelines !== undefined;
    const writes = !isFixed || hasWritable(entity, field);
    return isNamed && moves && writes ? [name] : [];
  });
}

function hasWritable(entity: Entities[string], field: string): boolean {
  const found = findField(entity, field);
  return found !== undefined && found.field.readOnly !== true;
}

function actionEntry(action: ActionSignature, entities: Entities): CatalogEntry {
  const { name, listing = {}, parameters, result, repeatable, effects, uses, awaits, limits, file } = action;
  const limitOf = (parameter: string) => limits?.find((one) => one.parameter === parameter)?.characters;
  return {
    name,
    kind: listing.helper === true ? "helper" : "action",
    group: listing.group ?? ownGroup,
    description: action.description ?? "",
    parameters: parameters.map((one) => parameterOf(one, limitOf(one.name))),
    result:
      result.kind === "nothing"
        ? null
        : { ...catalogValue(result), ...(listing.returns !== undefined && { description: listing.returns }) },
    serves: servedBy(action, entities),
    repeatable,
    messagesClient: effects.messagesClient,
    ...(uses !== undefined && { uses }),
    ...(awaits !== undefined && { awaits }),
    ...(listing.example !== undefined && { example: listing.example }),
    file,
  };
}

function triggerEntry(trigger: TriggerSignature, entities: Entities): CatalogEntry {
  const { name, listing = {}, parameters, payload, file } = trigger;
  const isFor = (entity: string) => listing.serves === undefined || listing.serves.includes(entity);
  return {
    name,
    kind: "trigger",
    group: listing.group ?? ownGroup,
    description: trigger.description ?? "",
    parameters: parameters.map((one) => parameterOf(one, undefined)),
    result: null,
    event: fieldsOf(payload) ?? {},
    serves: Object.keys(entities).filter(isFor),
    ...(listing.example !== undefined && { example: listing.example }),
    file,
  };
}

/** The events that the engine itself brings about. */
function builtInEntries(entities: Entities): readonly CatalogEntry[] {
  const common = {
    kind: "trigger",
    group: "Items",
    result: null,
    event: {},
    serves: Object.keys(entities),
    file: "",
  } as const;
  return [
    {
      ...common,
      name: "created",
      description: "An item was created.",
      parameters: [],
      example: "on created in leads",
    },
    {
      ...common,
      name: "fieldChanged",
      description:
        "A field of the item has another value now, whoever has written it. What it was before is read as `previous.amount`.",
      parameters: [
        { name: "field", type: "Field", optional: false, description: "the field; more can follow" },
      ],
      example: "on fieldChanged(amount) in deals",
    },
  ];
}

/**
 * Everything that rules can use, by group, kind and name: actions, helpers and triggers.
 *
 * @param signatures those that come with Onstage, and the project's own
 * @param schema of the project, whose entities they serve
 */
export function catalogOf(
  { actions, triggers }: Pick<SignatureSet, "actions" | "triggers">,
  { entities }: Pick<CrmSchema, "entities">,
): readonly CatalogEntry[] {
  const entries = [
    ...actions.map((one) => actionEntry(one, entities)),
    ...builtInEntries(entities),
    ...triggers.map((one) => triggerEntry(one, entities)),
  ];
  const place = ({ group }: CatalogEntry): number => {
    const at = catalogGroups.indexOf(group);
    return at >= 0 ? at : catalogGroups.length + (group === ownGroup ? 1 : 0);
  };
  const kinds = ["action", "helper", "trigger"];
  return entries.toSorted(
    (a, b) =>
      place(a) - place(b) ||
      a.group.localeCompare(b.group) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      a.name.localeCompare(b.name),
  );
}
