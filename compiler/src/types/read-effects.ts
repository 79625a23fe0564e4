import type { FunctionDeclaration, JSDocTag } from "ts-morph";
import type { ActionEffects, Parameter, SignatureProblem } from "./signatures.ts";
import { is } from "./types.ts";

/** A tag that cannot be believed, and why, in the words of a message. */
export interface WrongTag {
  readonly tag: JSDocTag;
  readonly reason: string;
}

type Read<T> = { readonly ok: true; readonly effect: T } | { readonly ok: false; readonly reason: string };

/** The words behind a tag. */
export const wordsOf = (tag: JSDocTag): readonly string[] =>
  (tag.getCommentText() ?? "").split(/\s+/).filter((word) => word !== "");

function readMoves(words: readonly string[], parameters: readonly Parameter[]): Read<string> {
  const [name] = words;
  const found = parameters.find((one) => one.name === name);
  if (found !== undefined && is(found.type, "Stage")) return { ok: true, effect: found.name };
  return { ok: false, reason: "it has to name a parameter of the type Stage, as in `@moves stage`" };
}

function readWrites(
  words: readonly string[],
  parameters: readonly Parameter[],
): Read<NonNullable<ActionEffects["writes"]>> {
  const [field, value] = words;
  if (field === undefined) {
    return {
      ok: false,
      reason: "it has to name a field, or a parameter that names one: `@writes field value`",
    };
  }
  const named = parameters.find((one) => one.name === field);
  if (named !== undefined && named.type.kind !== "fieldName") {
    return { ok: false, reason: `the parameter \`${field}\` has to be of the type Field` };
  }
  if (value === undefined) return { ok: true, effect: { field } };
  if (parameters.some((one) => one.name === value)) return { ok: true, effect: { field, value } };
  return { ok: false, reason: `\`${value}\` is no parameter of the action` };
}

function readClears(words: readonly string[], parameters: readonly Parameter[]): Read<string> {
  const [name] = words;
  const found = parameters.find((one) => one.name === name);
  if (found?.type.kind === "fieldName") return { ok: true, effect: found.name };
  return { ok: false, reason: "it has to name a parameter of the type Field, as in `@clears field`" };
}

function readMessages(words: readonly string[]): Read<true> {
  if (words[0] === "client") return { ok: true, effect: true };
  return { ok: false, reason: "it has to be `@messages client`" };
}

/**
 * Reads the tags of an action that say what it does to the CRM: `@moves`, `@writes`, `@clears`, `@messages`.
 *
 * @param parameters the action's parameters, which the tags name
 * @param report told of each tag that cannot be believed
 */
export function readEffects(
  declaration: FunctionDeclaration,
  parameters: readonly Parameter[],
  report: (wrong: WrongTag) => void,
): ActionEffects {
  const tags = declaration.getJsDocs().flatMap((doc) => doc.getTags());
  const readTag = <T>(name: string, read: (words: readonly string[]) => Read<T>): T | undefined => {
    const tag = tags.find((one) => one.getTagName() === name);
    if (tag === undefined) return undefined;
    const result = read(wordsOf(tag));
    if (result.ok) return result.effect;
    report({ tag, reason: result.reason });
    return undefined;
  };
  const moves = readTag("moves", (words) => readMoves(words, parameters));
  const writes = readTag("writes", (words) => readWrites(words, parameters));
  const clears = readTag("clears", (words) => readClears(words, parameters));
  const messages = readTag("messages", readMessages);
  return {
    ...(moves === undefined ? {} : { moves }),
    ...(writes === undefined ? (clears === undefined ? {} : { writes: { field: clears } }) : { writes }),
    ...(clears === undefined ? {} : { clears }),
    messagesClient: messages === true,
  };
}

/** Tags of an action that name things outside of it, and what it takes for a name to be one. */
const NAMING = {
  uses: { form: /^[\w-]+$/u, reason: "it has to name a provider, as in `@uses mail`" },
  awaits: { form: /^[A-Za-z]\w*$/u, reason: "it has to name an event, as in `@awaits emailReceived`" },
} as const;

/**
 * Reads the tags that name the providers of an action, `@uses mail`, or the events that it may wait for,
 * `@awaits emailReceived`.
 *
 * @param report told of each tag that names none
 */
export function readNames(
  name: keyof typeof NAMING,
  tags: readonly JSDocTag[],
  report: (wrong: WrongTag) => void,
): readonly string[] {
  const { form, reason } = NAMING[name];
  const named = tags
    .filter((tag) => tag.getTagName() === name)
    .flatMap((tag) => {
      const words = wordsOf(tag);
      const isRight = words.length > 0 && words.every((word) => form.test(word));
      if (!isRight) report({ tag, reason });
      return isRight ? words : [];
    });
  return [...new Set(named)];
}

/** A tag's problem, with the place of the tag. */
export function tagProblem(action: string, file: string, { tag, reason }: WrongTag): SignatureProblem {
  const start = tag.getStart();
  const end = start + tag.getTagName().length + 1;
  return { file, start, end, problem: { kind: "tag", action, tag: `@${tag.getTagName()}`, reason } };
}
