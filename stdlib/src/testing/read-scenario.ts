import { shown } from "@onstage/runtime";
import type { Json, LoadedRuleSet } from "@onstage/runtime/rules";
import type { MockFailure } from "./mock-actions.ts";
import { isTimezone, parseMoment } from "./moment.ts";
import { readEvents } from "./read-events.ts";
import { readItems } from "./read-items.ts";
import type { ReadScenario } from "./scenario.ts";
import {
  type Complaints,
  checkKeys,
  complaints,
  isRecord,
  kindOf,
  readMoment,
  readObject,
} from "./scenario-parts.ts";

const KEYS = ["now", "timezone", "items", "events", "results", "fail", "until"];

function readTimezone(value: unknown, complain: Complaints): string | undefined {
  if (value === undefined) return undefined;
  const help = "Write the IANA name of a zone, such as Europe/Berlin.";
  if (typeof value !== "string") {
    return complain.add("timezone", `A time zone is wanted here, not ${kindOf(value)}.`, help);
  }
  if (!isTimezone(value)) return complain.add("timezone", `There is no time zone “${shown(value)}”.`, help);
  return value;
}

function readNow(value: unknown, timezone: string, otherwise: number, complain: Complaints): number {
  if (value === undefined) return otherwise;
  const moment = typeof value === "string" ? parseMoment(value, timezone) : undefined;
  if (moment === undefined) {
    complain.add(
      "now",
      `A moment is wanted here, not ${kindOf(value)}.`,
      "Write it as 2026-03-02T10:00:00+01:00.",
    );
  }
  return moment ?? otherwise;
}

function readFailure(value: Json, path: string, complain: Complaints): MockFailure | undefined {
  if (!isRecord(value)) {
    return complain.add(
      path,
      `An object is wanted here, not ${kindOf(value)}.`,
      'Write it as { "error": "…" }.',
    );
  }
  checkKeys(value, path, ["times", "error"], complain);
  const { times, error = "The mock action was told to fail." } = value;
  if (times !== undefined && !(typeof times === "number" && Number.isInteger(times) && times >= 0)) {
    const help = "Leave it out to let every call fail.";
    return complain.add(`${path}.times`, `A count is wanted here, not ${kindOf(times)}.`, help);
  }
  if (typeof error !== "string" || error === "") {
    return complain.add(
      `${path}.error`,
      `A sentence is wanted here, not ${kindOf(error)}.`,
      "Say what goes wrong.",
    );
  }
  return { error, ...(times !== undefined && { times }) };
}

function readFailures(value: unknown, complain: Complaints): Readonly<Record<string, MockFailure>> {
  const failures = Object.entries(readObject(value, "fail", complain) ?? {}).flatMap(([action, failure]) => {
    const read = readFailure(failure, `fail.${shown(action)}`, complain);
    return read === undefined ? [] : [[action, read] as const];
  });
  return Object.fromEntries(failures);
}

/**
 * Reads a scenario for `simulate` and checks it against the schema of the rule set: times, items, stages, fields.
 *
 * @param ruleSet the rules it is for
 * @param value the scenario as it came out of its JSON file
 * @param now milliseconds since 1970 at which it begins if it does not say so itself
 * @returns the scenario, or all that is wrong with it
 */
export function readScenario(ruleSet: LoadedRuleSet, value: unknown, now: number): ReadScenario {
  const complain = complaints();
  if (!isRecord(value)) {
    complain.add("", `A scenario is an object, not ${kindOf(value)}.`, 'Write it as { "events": [ … ] }.');
    return { ok: false, problems: complain.problems };
  }
  checkKeys(value, "", KEYS, complain);
  const timezone = readTimezone(value.timezone, complain);
  const zone = timezone ?? ruleSet.timezone;
  const clock = { now: readNow(value.now, zone, now, complain), timezone: zone };
  const items = readItems(ruleSet.schema, value.items, complain);
  const events = readEvents(
    value.events,
    { schema: ruleSet.schema, events: ruleSet.events, items, clock },
    complain,
  );
  const results = readObject(value.results, "results", complain) ?? {};
  const fail = readFailures(value.fail, complain);
  const until = value.until === undefined ? undefined : readMoment(value.until, "until", clock, complain);
  if (complain.problems.length > 0) return { ok: false, problems: complain.problems };
  return {
    ok: true,
    scenario: {
      now: clock.now,
      timezone: zone,
      items,
      events,
      results,
      fail,
      ...(until !== undefined && { until }),
    },
  };
}
