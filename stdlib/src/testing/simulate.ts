import type { Answer } from "@onstage/runtime";
import type { Json, LoadedRuleSet, StoredItem } from "@onstage/runtime/rules";
import type { Funnel } from "./funnel.ts";
import { mockActions } from "./mock-actions.ts";
import { addSpan, inTimezone, parseSpan } from "./moment.ts";
import { ITEM_EVENTS } from "./read-events.ts";
import { readScenario } from "./read-scenario.ts";
import {
  type ActivityReport,
  activityReport,
  itemReport,
  moveReports,
  type NoteReport,
  noteReports,
  runReport,
  type ShowMoment,
  type SimulationReport,
} from "./report.ts";
import type { Scenario, ScenarioEvent, ScenarioProblem } from "./scenario.ts";
import { createFunnel } from "./virtual-time.ts";

/** What came of a simulation: the report, or all that is wrong with the scenario. */
export type Simulation =
  | { readonly ok: true; readonly report: SimulationReport }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

/** How a simulation is run. */
export interface SimulationOptions {
  /** Milliseconds since 1970 at which a scenario without `now` begins; the moment of the call if left out. */
  readonly now?: number;
  /** A value such as an action that is not in the standard library returns. */
  readonly sample?: (action: string) => Json;
}

const LONGEST = "365d";
const PAGE = 1000;

function byMoment(a: NoteReport, b: NoteReport): number {
  return Date.parse(a.at) - Date.parse(b.at);
}

function nameOf(item: { readonly entity: string; readonly id: number }): string {
  return `${item.entity}/${item.id}`;
}

function describe(event: ScenarioEvent): string {
  switch (event.kind) {
    case "create":
      return `create of ${event.entity} at ${event.when}`;
    case "event":
      return `event \`${event.type}\` of ${nameOf(event.item)} at ${event.when}`;
    default:
      return `${event.kind} of ${nameOf(event.item)} at ${event.when}`;
  }
}

/** Lets an event happen; returns why it did not, if it did not. */
async function happen(event: ScenarioEvent, index: number, funnel: Funnel): Promise<string | undefined> {
  const { coordinator } = funnel;
  const refusalOf = (answer: Answer<StoredItem>): string | undefined =>
    answer.ok ? undefined : `${describe(event)} was refused: ${answer.detail}`;
  switch (event.kind) {
    case "create":
      return refusalOf(await coordinator.create(event.entity, event.set, "event"));
    case "move":
      return refusalOf(await coordinator.move(event.item, event.to, "event"));
    case "update":
      return refusalOf(await coordinator.update(event.item, event.set, "event"));
    case "delete":
      return refusalOf(await coordinator.remove(event.item, "event"));
    case "event": {
      const { type, payload, id = `scenario-${index}` } = event;
      const receipt = await coordinator.receive({ id, type, item: nameOf(event.item), payload });
      if (receipt.status === "accepted") return undefined;
      const why = receipt.status === "refused" ? `was refused: ${receipt.reason}` : "is a duplicate";
      return `${describe(event)} ${why}`;
    }
  }
}

function unheardRemarks(scenario: Scenario, ruleSet: LoadedRuleSet): readonly string[] {
  const heard = new Set([
    ...ITEM_EVENTS,
    ...ruleSet.triggers.map((trigger) => trigger.event.type),
    ...ruleSet.blocks.flatMap((block) => (block.kind === "event" ? [block.event.type] : [])),
    ...ruleSet.blocks.flatMap(({ rules }) => rules.flatMap(({ awaits = [] }) => awaits)),
  ]);
  return scenario.events.flatMap((event) =>
    event.kind !== "event" || heard.has(event.type)
      ? []
      : [`event \`${event.type}\` at ${event.when}: no rule listens to it yet`],
  );
}

function calendarRemarks(scenario: Scenario, ruleSet: LoadedRuleSet): readonly string[] {
  if (scenario.until !== undefined) return [];
  return ruleSet.blocks.flatMap((block) =>
    block.kind === "calendar"
      ? [`\`${block.text}\` goes on for ever: say “until” to see how often it comes round`]
      : [],
  );
}

function unusedRemarks(scenario: Scenario, ruleSet: LoadedRuleSet): readonly string[] {
  const used = new Set(ruleSet.blocks.flatMap((block) => block.rules.map((rule) => rule.action)));
  const unused = (key: string, named: object) =>
    Object.keys(named)
      .filter((action) => !used.has(action))
      .map((action) => `${key}: no rule uses the action \`${action}\``);
  return [...unused("results", scenario.results), ...unused("fail", scenario.fail)];
}

async function allItems(funnel: Funnel, entity: string): Promise<readonly StoredItem[]> {
  const found: StoredItem[] = [];
  let page: readonly StoredItem[];
  do {
    const after = found.at(-1)?.id;
    page = await funnel.coordinator.items(entity, { limit: PAGE, ...(after !== undefined && { after }) });
    found.push(...page);
  } while (page.length === PAGE);
  return found;
}

async function run(ruleSet: LoadedRuleSet, scenario: Scenario, options: SimulationOptions) {
  const performer = mockActions(options.sample === undefined ? {} : { sample: options.sample });
  for (const [action, value] of Object.entries(scenario.results)) performer.action(action).returns(value);
  for (const [action, failure] of Object.entries(scenario.fail)) performer.action(action).fails(failure);
  const now = new Date(scenario.now).toISOString();
  const { timezone } = scenario;
  const funnel = createFunnel({ ruleSet: { ...ruleSet, timezone }, now, performer });
  try {
    const notes: NoteReport[] = [];
    for (const { entity, id, pipeline, stage, fields } of scenario.items) {
      const place = { ...(pipeline !== undefined && { pipeline }), ...(stage !== undefined && { stage }) };
      await funnel.place(entity, { ...fields, ...place, id });
    }
    for (const [index, event] of scenario.events.entries()) {
      funnel.at(new Date(event.at).toISOString(), async () => {
        const text = await happen(event, index, funnel);
        const item = event.kind === "create" ? event.entity : nameOf(event.item);
        if (text !== undefined) notes.push({ at: inTimezone(funnel.now(), timezone), item, text });
      });
    }
    const year = parseSpan(LONGEST);
    const end = scenario.until ?? (year === undefined ? scenario.now : addSpan(scenario.now, year, timezone));
    // The calendar never comes to an end, so it goes on only until somebody says, or as long as something else waits.
    const what = scenario.until === undefined ? "runs" : "all";
    let next = await funnel.nextMoment(what);
    while (next !== null && next <= end) {
      await funnel.advanceTo(new Date(next).toISOString());
      next = await funnel.nextMoment(what);
    }
    if (scenario.until !== undefined) await funnel.advanceTo(new Date(end).toISOString());
    return await report(funnel, scenario, ruleSet, notes);
  } finally {
    await funnel.close();
  }
}

/** What rules have written on the timelines of items, in its order. */
async function timelines(
  funnel: Funnel,
  items: readonly StoredItem[],
  show: ShowMoment,
): Promise<readonly ActivityReport[]> {
  const views = await Promise.all(items.map(({ entity, id }) => funnel.coordinator.item({ entity, id })));
  return views
    .flatMap((view) => view?.activities ?? [])
    .toSorted((a, b) => a.id - b.id)
    .map((one) => activityReport(one, show));
}

async function report(
  funnel: Funnel,
  scenario: Scenario,
  ruleSet: LoadedRuleSet,
  notes: readonly NoteReport[],
): Promise<SimulationReport> {
  const show: ShowMoment = (utc) => inTimezone(utc, scenario.timezone);
  const created = scenario.events.flatMap((event) => (event.kind === "create" ? [event.entity] : []));
  const named = new Set([...scenario.items.map((item) => item.entity), ...created]);
  // Rules can make items of any entity.
  const entities = [...new Set([...named, ...Object.keys(ruleSet.schema.entities)])];
  const all = await Promise.all(
    entities.map(async (entity) => [entity, await allItems(funnel, entity)] as const),
  );
  const found = all.filter(([entity, items]) => named.has(entity) || items.length > 0);
  const items = found.map(([entity, those]) => {
    return [entity, those.map((item) => itemReport(item, ruleSet.schema))] as const;
  });
  const activities = await timelines(
    funnel,
    found.flatMap(([, those]) => those),
    show,
  );
  return {
    runs: (await funnel.runs()).map((one) => runReport(one, show)),
    moves: moveReports(await funnel.history(), show),
    items: Object.fromEntries(items),
    ...(activities.length > 0 && { activities }),
    notes: [...notes, ...noteReports(await funnel.history(), show)].sort(byMoment),
    remarks: [
      ...unusedRemarks(scenario, ruleSet),
      ...unheardRemarks(scenario, ruleSet),
      ...calendarRemarks(scenario, ruleSet),
    ],
  };
}

/**
 * Runs rules on given items and events in virtual time and says what would have happened. It touches nothing: the
 * actions are mocks, steered by the scenario's `results` and `fail`. Without `until` it ends when nothing waits any
 * more, after a year at the latest.
 *
 * @param ruleSet the rules
 * @param scenario the scenario as it came out of its JSON file
 * @returns the report, or all that is wrong with the scenario
 */
export async function simulate(
  ruleSet: LoadedRuleSet,
  scenario: unknown,
  options: SimulationOptions = {},
): Promise<Simulation> {
  const read = readScenario(ruleSet, scenario, options.now ?? Date.now());
  return read.ok ? { ok: true, report: await run(ruleSet, read.scenario, options) } : read;
}
