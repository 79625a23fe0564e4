import type { Change, ItemRef, Run, RunStatus } from "../engine/state.ts";
import type { NumberedChange } from "../ledger/port.ts";
import type { JsonObject } from "../rules/values.ts";
import { viewRun } from "../service/views.ts";

/** What a live message is about, so that it can be told whom it is for. */
export type Subject =
  | { readonly kind: "item"; readonly item: ItemRef; readonly seq: number }
  | { readonly kind: "run"; readonly item: ItemRef; readonly rule: string; readonly status: RunStatus };

/** Something that has changed, as it is sent. */
export interface LiveMessage {
  readonly about: Subject;
  /** Its lines but the one with its id. */
  readonly text: string;
}

/** What a client wants to be told of; all where nothing is named. */
export interface LiveFilter {
  readonly item?: ItemRef | undefined;
  /** Runs of this rule, and no changes of items. */
  readonly rule?: string | undefined;
  /** Runs that stand so, and no changes of items. */
  readonly status?: RunStatus | undefined;
}

/** A run larger than this, in characters, is told of without its arguments and its result. */
const longestRun = 64 * 1024;

/** One event of the stream: the text of JSON has no line breaks. */
export function eventText(event: string, data: JsonObject): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n`;
}

function viewChange({ at, item, kind, by, from, to, fields, reason }: Change): JsonObject {
  return {
    item: `${item.entity}/${item.id}`,
    at,
    kind,
    by,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(fields === undefined ? {} : { fields: { ...fields } }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A change of an item as a message. */
export function changeMessage({ seq, change }: NumberedChange): LiveMessage {
  return { about: { kind: "item", item: change.item, seq }, text: eventText("item", viewChange(change)) };
}

/** A run as it stands by now, as a message. */
export function runMessage(run: Run): LiveMessage {
  const { item, rule, status } = run;
  const whole = eventText("run", viewRun(run));
  const text =
    whole.length <= longestRun
      ? whole
      : eventText("run", { ...viewRun(run), args: null, result: null, saw: null, cut: true });
  return { about: { kind: "run", item, rule, status }, text };
}

/** Whether a client wants to be told. */
export function fits({ item, rule, status }: LiveFilter, about: Subject): boolean {
  if (item !== undefined && (item.entity !== about.item.entity || item.id !== about.item.id)) return false;
  if (about.kind === "item") return rule === undefined && status === undefined;
  return (rule === undefined || rule === about.rule) && (status === undefined || status === about.status);
}
