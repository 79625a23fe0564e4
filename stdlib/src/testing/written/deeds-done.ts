import type { ActionCall, ItemRef, Run } from "@onstage/runtime";
import type { Json } from "@onstage/runtime/rules";
import { isRecord } from "../scenario-parts.ts";
import type { TestFunnel } from "../test-funnel.ts";

/** One time that an action was carried out to its end. */
export interface DoneDeed {
  readonly action: string;
  /** What it was given by its rule. */
  readonly given: Readonly<Record<string, Json>>;
  /** The same, and beside it what it has handed on by itself, such as the receiver of a mail. */
  readonly args: Readonly<Record<string, Json>>;
  /** When it ended, in milliseconds since 1970. */
  readonly ended: number;
}

/** What actions have handed to their providers, by the keys of their runs. */
function handedOn({ actions }: TestFunnel): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  const all: readonly unknown[] = Object.values(actions.sent).flat();
  for (const one of all) {
    if (isRecord(one) && typeof one.key === "string") found.set(one.key, one);
  }
  return found;
}

/** The last call of each key: those before it are attempts that failed. */
function lastCalls({ actions }: TestFunnel, item: ItemRef): readonly ActionCall[] {
  const byKey = new Map<string, ActionCall>();
  for (const call of actions.calls) {
    const isOwn = call.item.entity === item.entity && call.item.id === item.id;
    if (isOwn) byKey.set(call.run.key, call);
  }
  return [...byKey.values()];
}

/** When each of a run's calls ended well, in the order of its calls. */
function endsOf({ turns, status, ended }: Run): readonly string[] {
  const done = turns.filter((turn) => turn.status === "done").map((turn) => turn.ended);
  return status === "done" && ended !== null ? [...done, ended] : done;
}

/** What has been done for an item, in order. */
export function deedsDone(crm: TestFunnel, item: ItemRef): readonly DoneDeed[] {
  const sent = handedOn(crm);
  const counts = new Map<string, number>();
  return lastCalls(crm, item).flatMap((call): readonly DoneDeed[] => {
    const run = crm.record.run(call.run.id);
    const place = counts.get(call.run.id) ?? 0;
    counts.set(call.run.id, place + 1);
    const ended = run === undefined ? undefined : endsOf(run)[place];
    if (ended === undefined) return [];
    // What providers were handed is data as it goes over the wire.
    const more = (sent.get(call.run.key) ?? {}) as Readonly<Record<string, Json>>;
    return [
      { action: call.action, given: call.args, args: { ...more, ...call.args }, ended: Date.parse(ended) },
    ];
  });
}
