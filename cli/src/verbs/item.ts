import { colorsFor } from "../output/colors.ts";
import { printableJson } from "../output/printable.ts";
import { timelineStyle } from "../output/timeline-style.ts";
import {
  type IdleRule,
  type ItemAnswer,
  printableValue,
  readItem,
  shownField,
  type VisitAnswer,
} from "../service/answers.ts";
import { serviceClient } from "../service/client.ts";
import { itemPath } from "../service/item-path.ts";
import { type ShowMoment, zoneFor } from "../service/moments.ts";

export interface ItemOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
  readonly timezone?: string;
}

/** What stands in the heading, and is no field. */
const inHeading: ReadonlySet<string> = new Set(["id", "entity", "pipeline", "stage", "title", "name"]);
const longestField = 120;

function heading(ref: string, { item }: ItemAnswer, colors: ReturnType<typeof colorsFor>): string {
  const title = item.title ?? item.name;
  const place = [item.stage, item.pipeline].filter((one) => typeof one === "string").join(", ");
  const parts = [
    colors.bold(ref),
    ...(typeof title === "string" ? [title] : []),
    ...(place === "" ? [] : [colors.dim(`in ${place}`)]),
  ];
  return parts.join("  ");
}

function fields({ item }: ItemAnswer, colors: ReturnType<typeof colorsFor>): readonly string[] {
  const named = Object.entries(item).filter(([name, value]) => !inHeading.has(name) && value !== null);
  const width = Math.max(0, ...named.map(([name]) => name.length));
  return named.map(([name, value]) => {
    const text = shownField(value);
    const short = text.length > longestField ? `${text.slice(0, longestField - 1)}…` : text;
    return `  ${colors.dim(name.padEnd(width))}  ${short}`;
  });
}

type RunOf = ItemAnswer["runs"][number];

function runIn(show: ShowMoment): (run: RunOf) => RunOf {
  const moment = (utc: string | null): string | null => (utc === null ? null : show(utc));
  return (run) => ({
    ...run,
    due: moment(run.due),
    started: moment(run.started),
    ended: moment(run.ended),
    ...(run.turns === undefined
      ? {}
      : { turns: run.turns.map((turn) => ({ ...turn, due: show(turn.due), ended: show(turn.ended) })) }),
  });
}

/** A rule that never runs, as a run that was skipped: it stands in the timeline beside those that do. */
function idleRun({ visit, stage }: VisitAnswer, idle: IdleRule): RunOf {
  const never = {
    due: null,
    started: null,
    ended: null,
    args: null,
    result: null,
    attempts: 0,
    saw: null,
    sign: "skipped",
    why: {},
  } as const;
  return { ...idle, ...never, id: "", item: "", stage, visit, status: "skipped" };
}

/** `onstage item deals/42`: the item, and what ran, waits, failed and did not run in each of its visits. Answers the exit code. */
export async function item(ref: string, options: ItemOptions): Promise<number> {
  const path = itemPath(ref);
  const client = serviceClient(options.url);
  const body = await client.get(path);
  const whole = readItem(body);
  if (options.format === "json") {
    process.stdout.write(`${printableJson(body)}\n`);
    return 0;
  }
  const { renderTimeline, timelineOfVisits } = await import("@onstage/stdlib/testing");
  const zone = await zoneFor(options.timezone, client);
  const shown = printableValue(whole);
  const inZone = runIn(zone.show);
  const visits = shown.visits.map((visit) => ({
    ...visit,
    entered: zone.show(visit.entered),
    // What never ran in a stage that was left long ago is of no interest any more.
    runs: [
      ...visit.runs.map(inZone),
      ...(visit.left === null ? visit.idle.map((one) => idleRun(visit, one)) : []),
    ],
  }));
  const notes = shown.notes.map(({ at, reason }) => ({ at: zone.show(at), item: ref, text: reason }));
  const colors = colorsFor(process.stdout);
  const timeline = { ...timelineOfVisits(ref, visits, shown.runs.map(inZone)), notes };
  // The heading says which item it is.
  const [, ...lines] = renderTimeline(timeline, timelineStyle(colors));
  const none = lines.length === 0 ? [`  ${colors.dim("nothing has happened to it yet")}`] : lines;
  const all = [heading(ref, shown, colors), ...fields(shown, colors), "", ...none];
  process.stdout.write(`${all.join("\n")}\n`);
  process.stderr.write(`times are those of ${zone.name}\n`);
  return 0;
}
