import type { Type } from "./types.ts";

/** A parameter of an action, as a rule gives it. */
export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  /** Its type says itself that a value may be missing (`to: Email | undefined`), and not only that it may be left out. */
  readonly takesMissing?: boolean;
  /** What it is where it is left out, as its TypeScript has it: `"mobile"`. */
  readonly default?: string;
  /** Its text behind `@param`. */
  readonly description?: string;
}

/** What an action or an event is found and explained by. */
export interface Listing {
  /** Where people look for it (`@group Payment`). */
  readonly group?: string;
  /** It is called for what it returns (`@kind helper`). */
  readonly helper?: true;
  /** Names of the entities that it is for (`@serves deals leads`); all if left out. */
  readonly serves?: readonly string[];
  /** Its text behind `@returns`. */
  readonly returns?: string;
  /** A rule that calls it (`@example`). */
  readonly example?: string;
}

/** How long a text may be that an action is given (`@limit message 200`). */
export interface TextLimit {
  readonly parameter: string;
  readonly characters: number;
}

/** What the compiler knows of an action: plain data, read from its TypeScript without running it. */
export interface ActionSignature {
  readonly name: string;
  /** What emitted code imports it from: a package path, or a path relative to the project. */
  readonly module: string;
  /** Where it stands, for people. */
  readonly file: string;
  readonly line: number;
  readonly description?: string;
  /** Without the context. */
  readonly parameters: readonly Parameter[];
  readonly result: Type;
  /** A second attempt after a crash does no harm (`@repeatable`). */
  readonly repeatable: boolean;
  /** The providers that it shares with other actions, with their limits (`@uses mail`). */
  readonly uses?: readonly string[];
  /** The events that it may wait for before it is done (`@awaits emailReceived`). */
  readonly awaits?: readonly string[];
  readonly effects: ActionEffects;
  readonly limits?: readonly TextLimit[];
  readonly listing?: Listing;
}

/** What an action does to the CRM, as the analyses of the whole funnel need to know it. */
export interface ActionEffects {
  /** Moves the item to the stage in this parameter (`@moves stage`). */
  readonly moves?: string;
  /** Writes a field: the one named by this parameter, or, where there is no such parameter, this very field (`@writes field`). */
  readonly writes?: { readonly field: string; readonly value?: string };
  /** Takes the value of the field away that this parameter names (`@clears field`). */
  readonly clears?: string;
  /** Sends something to the client of the item that a person reads (`@messages client`). */
  readonly messagesClient: boolean;
}

/**
 * What the compiler knows of an event: read from a plain function that says whether an event fits what a rule asks
 * for. Its first parameter is what the event brings with it.
 */
export interface TriggerSignature {
  readonly name: string;
  readonly module: string;
  readonly file: string;
  readonly line: number;
  readonly description?: string;
  /** What rules read as `event.…`: a record. */
  readonly payload: Type;
  /** What can be asked for, without the payload. */
  readonly parameters: readonly Parameter[];
  readonly listing?: Listing;
}

/** What a file holds that rules can name. */
export type SignatureKind = "action" | "event";

/** What is wrong with an action or an event, with its place. */
export interface SignatureProblem {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly problem:
    | {
        readonly kind: "parameter";
        readonly what: SignatureKind;
        readonly name: string;
        readonly parameter: string;
        readonly type: string;
      }
    | { readonly kind: "result"; readonly action: string; readonly type: string }
    | { readonly kind: "context"; readonly action: string }
    /** A tag such as `@moves` that does not say what it has to. */
    | { readonly kind: "tag"; readonly action: string; readonly tag: string; readonly reason: string }
    /** What an event brings with it is no record. */
    | { readonly kind: "payload"; readonly event: string; readonly type: string }
    /** An event that does not answer yes or no at once. */
    | { readonly kind: "answer"; readonly event: string; readonly type: string }
    | { readonly kind: "syntax"; readonly reason: string }
    | { readonly kind: "none"; readonly what: SignatureKind };
}

/** The actions and events of some files, and what is wrong in them. */
export interface SignatureSet {
  readonly actions: readonly ActionSignature[];
  readonly triggers: readonly TriggerSignature[];
  readonly problems: readonly SignatureProblem[];
}

/** What is known where there are no files. */
export const noSignatures: SignatureSet = { actions: [], triggers: [], problems: [] };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isMaybeText = (value: unknown): boolean => value === undefined || isText(value);

/** A name that can stand in code: what else a file on disk may claim is no action's name. */
const isIdentifier = (value: unknown): boolean => isText(value) && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(value);

const isSet = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

function isType(value: unknown): value is Type {
  if (!isRecord(value)) return false;
  switch (value.kind) {
    case "plain":
      return isText(value.name);
    case "option":
      return (
        isText(value.field) &&
        isSet(value.options, (one) => isRecord(one) && isText(one.id) && isText(one.title))
      );
    case "choice":
      return Array.isArray(value.texts) && value.texts.length > 0 && value.texts.every(isText);
    case "item":
      return isText(value.entity);
    case "list":
    case "optional":
      return isType(value.of);
    case "record":
      return isMaybeText(value.name) && isRecord(value.fields) && Object.values(value.fields).every(isType);
    case "union":
      return isSet(value.of, isType);
    case "fieldValue":
      return isText(value.of);
    case "fieldValues":
      return value.use === "new" || value.use === "set" || value.use === "where";
    case "entityName":
    case "pipelineName":
    case "fieldName":
    case "nothing":
    case "unknown":
      return true;
    default:
      return false;
  }
}

function isParameter(value: unknown): value is Parameter {
  return (
    isRecord(value) &&
    isIdentifier(value.name) &&
    isType(value.type) &&
    typeof value.optional === "boolean" &&
    (value.takesMissing === undefined || typeof value.takesMissing === "boolean") &&
    isMaybeText(value.default) &&
    isMaybeText(value.description)
  );
}

function isEffects(value: unknown): value is ActionEffects {
  if (!isRecord(value)) return false;
  const { moves, writes, clears, messagesClient } = value;
  const isWriting =
    writes === undefined || (isRecord(writes) && isText(writes.field) && isMaybeText(writes.value));
  return isMaybeText(moves) && isWriting && isMaybeText(clears) && typeof messagesClient === "boolean";
}

function isListing(value: unknown): value is Listing {
  if (!isRecord(value)) return false;
  const { group, helper, serves, returns, example } = value;
  return (
    [group, returns, example].every(isMaybeText) &&
    (helper === undefined || helper === true) &&
    (serves === undefined || isSet(serves, isText))
  );
}

const isLimit = (value: unknown): boolean =>
  isRecord(value) && isText(value.parameter) && typeof value.characters === "number";

const isPlaced = (value: Readonly<Record<string, unknown>>): boolean =>
  isIdentifier(value.name) &&
  isText(value.module) &&
  isText(value.file) &&
  typeof value.line === "number" &&
  isMaybeText(value.description) &&
  (value.listing === undefined || isListing(value.listing)) &&
  isSet(value.parameters, isParameter);

function isAction(value: unknown): value is ActionSignature {
  return (
    isRecord(value) &&
    isPlaced(value) &&
    isType(value.result) &&
    typeof value.repeatable === "boolean" &&
    (value.uses === undefined || isSet(value.uses, isText)) &&
    (value.awaits === undefined || isSet(value.awaits, isText)) &&
    (value.limits === undefined || isSet(value.limits, isLimit)) &&
    isEffects(value.effects)
  );
}

function isTrigger(value: unknown): value is TriggerSignature {
  return isRecord(value) && isPlaced(value) && isType(value.payload);
}

const problemKinds: ReadonlySet<unknown> = new Set<SignatureProblem["problem"]["kind"]>([
  "parameter",
  "result",
  "context",
  "tag",
  "payload",
  "answer",
  "syntax",
  "none",
]);

function isProblem(value: unknown): value is SignatureProblem {
  if (!isRecord(value) || !isRecord(value.problem)) return false;
  const hasPlace = isText(value.file) && typeof value.start === "number" && typeof value.end === "number";
  return problemKinds.has(value.problem.kind) && hasPlace && Object.values(value.problem).every(isText);
}

/**
 * Whether JSON from a disk is what a reader wrote. A cache lies in a folder that came from somebody else: nothing of
 * it is believed unseen.
 */
export function isSignatureSet(value: unknown): value is SignatureSet {
  return (
    isRecord(value) &&
    isSet(value.actions, isAction) &&
    isSet(value.triggers, isTrigger) &&
    isSet(value.problems, isProblem)
  );
}
