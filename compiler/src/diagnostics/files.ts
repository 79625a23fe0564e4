import type { SignatureKind } from "../types/signatures.ts";
import { didYouMean, entry, listed } from "./entry.ts";

/** OS50xx: files. OS51xx: the CRM schema. OS52xx: onstage.json. OS53xx: actions and events. OS54xx: scenarios. */
export const fileEntries = {
  OS5001: entry(
    "error",
    "no-such-file",
    (p: { path: string }) => `there is no file \`${p.path}\``,
    () => "check the path",
  ),
  OS5002: entry(
    "error",
    "not-utf-8",
    (p: { offset: number }) => `this file is not UTF-8: byte ${p.offset} is not valid there`,
    () => "save it as UTF-8 (in most editors: “Save with encoding”)",
  ),
  OS5003: entry(
    "error",
    "is-a-folder",
    (p: { path: string }) => `\`${p.path}\` is a folder, where a file is needed`,
    () => "name the files in it, or rename the folder if its name looks like that of a file",
  ),
  OS5004: entry(
    "error",
    "file-too-large",
    (p: { megabytes: number; limit: number }) =>
      `this file has ${p.megabytes} MB, more than the ${p.limit} MB that are read`,
    () => "split it into several files",
  ),
  OS5005: entry(
    "error",
    "unreadable-file",
    (p: { path: string; reason: string }) => `\`${p.path}\` cannot be read: ${p.reason}`,
    () => "see to its permissions",
  ),
  OS5006: entry(
    "error",
    "empty-file",
    () => "this file is empty",
    () => 'write a block such as `on stage "New" in deals < … >`, or delete the file',
  ),
  OS5007: entry(
    "error",
    "no-rules",
    (p: { patterns: readonly string[] }) =>
      `no file matches ${listed(p.patterns.map((one) => `\`${one}\``))}`,
    () => 'create one, or mend "rules" in onstage.json',
  ),
  OS5008: entry(
    "warning",
    "only-comments",
    () => "this file holds no rules",
    () => 'write a block such as `on stage "New" in deals < … >`, or delete the file',
  ),
  OS5009: entry(
    "error",
    "same-but-for-capitals",
    (p: { path: string; other: string }) =>
      `\`${p.path}\` and \`${p.other}\` differ in capital letters only, which not every disk tells apart`,
    () => "give one of them another name",
  ),
  OS5101: entry(
    "error",
    "broken-schema",
    (p: { reason: string }) => `the CRM schema is not JSON: ${p.reason}`,
    () => "mend it here, or make it again",
  ),
  OS5102: entry(
    "error",
    "wrong-schema",
    (p: { path: string; problem: string }) => `the CRM schema is wrong at \`${p.path}\`: ${p.problem}`,
    () => "compare it with the published format, which an editor offers as you type",
  ),
  OS5103: entry(
    "error",
    "dangling-schema-name",
    (p: { name: string; what: string; near: string | undefined }) =>
      `the CRM schema names ${p.what} \`${p.name}\`, which it does not have`,
    (p) => didYouMean(p.near, "add it, or take the name out"),
  ),
  OS5104: entry(
    "error",
    "schema-name-twice",
    (p: { what: string; name: string; owner: string }) => `${p.owner} has ${p.what} \`${p.name}\` twice`,
    () => "give one of the two another name, or take it out",
  ),
  OS5105: entry(
    "error",
    "unfit-schema-field",
    (p: { owner: string; name: string; role: string; kind: string }) =>
      `${p.owner} names \`${p.name}\` as ${p.role}, which is no ${p.kind}`,
    (p) => `name a ${p.kind} field, or take it out`,
  ),
  OS5106: entry(
    "error",
    "absence-ends-early",
    (p: { user: string; from: string; to: string }) =>
      `an absence of ${p.user} ends on ${p.to}, before it begins on ${p.from}`,
    () => "swap the two days; both belong to the absence",
  ),
  OS5201: entry(
    "error",
    "no-project",
    (p: { folder: string }) => `there is no onstage.json in \`${p.folder}\` or above it`,
    () =>
      "run in a project folder, or name a file and its schema: `onstage check FILE.rules --schema crm.schema.json`",
  ),
  OS5202: entry(
    "error",
    "broken-config",
    (p: { reason: string }) => `onstage.json is not JSON: ${p.reason}`,
    () => "mend it here",
  ),
  OS5203: entry(
    "error",
    "wrong-config",
    (p: { path: string; problem: string }) => `onstage.json is wrong at \`${p.path}\`: ${p.problem}`,
    () => "`docs/cli.md` lists every key",
  ),
  OS5204: entry(
    "error",
    "wrong-hours",
    (p: { owner: string; problem: string }) => `the working hours of ${p.owner} are wrong: ${p.problem}`,
    () => 'write them as `"mon-thu": "09:00-12:00, 12:30-18:00"`, each day once',
  ),
  OS5205: entry(
    "error",
    "impossible-day",
    (p: { text: string }) => `\`${p.text}\` is no day of the calendar`,
    () => "write it as year, month and day: `2026-12-24`",
  ),
  OS5206: entry(
    "error",
    "wrong-rate",
    (p: { currency: string; problem: string }) => `the rate of ${p.currency} is wrong: ${p.problem}`,
    () =>
      'write what one unit is worth in the project\'s currency: `"USD": 0.9`, or `"USD": { "2026-07-01": 0.95 }`',
  ),
  OS5301: entry(
    "error",
    "unusable-parameter",
    (p: { what: string; name: string; parameter: string; type: string }) =>
      `\`${p.parameter}\` of the ${p.what} ${p.name} has the type \`${p.type}\`, which a rule cannot give`,
    (p) =>
      p.type === "FieldValue"
        ? "put a parameter of the type Field before it, which says what field the value is for"
        : /^[\d-]/.test(p.type)
          ? 'a number of a rule is not checked to be one of a few: take number and look at it in the function, or fixed texts such as `"small" | "large"`'
          : "use the types of `@onstage/runtime/actions`: Text, Email, Url, Stage, User, number, boolean, and lists and records of them",
  ),
  OS5302: entry(
    "error",
    "action-twice",
    (p: { what: string; name: string; other: string }) =>
      `the ${p.what} ${p.name} already stands in \`${p.other}\``,
    () => "rename one of the two",
  ),
  OS5303: entry(
    "error",
    "no-context",
    (p: { action: string }) => `the first parameter of the action ${p.action} is not its context`,
    () => "write `context: ActionContext` as its first parameter",
  ),
  OS5304: entry(
    "error",
    "broken-action-file",
    (p: { reason: string }) => `this TypeScript cannot be read: ${p.reason}`,
    () => "mend it here",
  ),
  OS5305: entry(
    "warning",
    "no-action",
    (p: { what: SignatureKind }) => `this file exports no ${p.what}`,
    (p) =>
      p.what === "action"
        ? "write each action as `export async function name(context: ActionContext, …)`, not as a default or a constant"
        : "write each event as `export function name(event: { … }, …): boolean`, not as a default or a constant",
  ),
  OS5306: entry(
    "error",
    "unbuildable-action",
    (p: { reason: string }) => `the actions of this project cannot be bundled: ${p.reason}`,
    () => "mend it there; a package that an action imports has to be installed in the project",
  ),
  OS5307: entry(
    "error",
    "unusable-result",
    (p: { action: string; type: string }) =>
      `the action ${p.action} returns \`${p.type}\`, which a rule cannot keep`,
    () => "return text, numbers, yes or no, or records and lists of them; or nothing",
  ),
  OS5308: entry(
    "error",
    "wrong-effect",
    (p: { action: string; tag: string; reason: string }) =>
      `\`${p.tag}\` at ${p.action} cannot be read: ${p.reason}`,
    () => "mend it: the checks of rules and the catalogue rely on it",
  ),
  OS5309: entry(
    "error",
    "unusable-payload",
    (p: { event: string; type: string }) =>
      p.type === ""
        ? `the event ${p.event} does not say what it brings with it`
        : `the event ${p.event} brings a \`${p.type}\` with it, which a rule cannot read`,
    () => "make its first parameter a record: `event: { readonly form?: Text }`, or `event: {}`",
  ),
  OS5310: entry(
    "error",
    "no-answer",
    (p: { event: string; type: string }) =>
      `the event ${p.event} answers with \`${p.type}\`, where yes or no is needed`,
    () => "return a boolean, and not a promise of one: events are looked at without waiting",
  ),
  OS5311: entry(
    "error",
    "built-in-event",
    (p: { event: string }) => `the event ${p.event} is built into the language`,
    () => "give the function another name",
  ),
  OS5312: entry(
    "error",
    "field-of-action",
    (p: { action: string; field: string; item: string; problem: string }) =>
      `${p.action} writes the field \`${p.field}\`, which a ${p.item} ${p.problem}`,
    () => "add the field to the CRM schema, or use setField with a field that there is",
  ),
  OS5313: entry(
    "error",
    "unusable-name",
    (p: { what: string; name: string; isWord: boolean }) =>
      p.isWord
        ? `no rule can name the ${p.what} ${p.name}: \`${p.name}\` is a word of the language`
        : `no rule can name the ${p.what} ${p.name}: names have letters, digits and \`_\``,
    () => "give the function another name",
  ),
  OS5401: entry(
    "error",
    "broken-scenario",
    (p: { path: string; problem: string }) => `the scenario is wrong at \`${p.path}\`: ${p.problem}`,
    () => "`docs/cli.md` shows what a scenario holds",
  ),
};
