import type { ItemRef } from "@onstage/runtime";
import type { Duration, JsonObject, LoadedRuleSet } from "@onstage/runtime/rules";
import { Temporal } from "temporal-polyfill";
import type { Hard } from "../hard/option.ts";
import { type TestFunnel, testFunnel } from "../test-funnel.ts";
import { differenceFrom, isExpectation } from "./expectations.ts";
import { WrittenTestFailure } from "./failure.ts";
import type { TestFields, TestPlace, WrittenAct, WrittenMock, WrittenStep, WrittenTest } from "./plan.ts";
import { fieldsOf, jsonOf, saidNothing } from "./values.ts";

/** How a test of the rule language is carried out. */
export interface WrittenTestOptions {
  readonly ruleSet: LoadedRuleSet;
  /** The folder that the path of the test's file counts from; that path itself if left out. */
  readonly folder?: string;
  /** Everything once more, with events delivered twice and crashes; left out, where `ONSTAGE_HARD` is set. */
  readonly hard?: Hard;
}

const START = "2026-03-02T09:00:00";
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A test while it is carried out. */
interface Course {
  readonly crm: TestFunnel;
  readonly ruleSet: LoadedRuleSet;
  readonly test: WrittenTest;
  /** What is known of the item before it is there. */
  given: TestFields;
  place: TestPlace | undefined;
  item: ItemRef | undefined;
  /** The moment since which things count for what is expected. */
  since: number;
}

const isPlaced = (place: TestPlace | undefined): JsonObject => (place === undefined ? {} : { ...place });

async function put(course: Course, entity: string, fields: TestFields): Promise<number> {
  const values = await valuesOf(course, fields);
  const { schema } = course.ruleSet;
  const about = { schema, now: course.crm.now() };
  return (await course.crm.place(entity, { ...saidNothing(entity, values, about), ...values })).id;
}

function valuesOf(course: Course, fields: TestFields): Promise<JsonObject> {
  return fieldsOf(fields, course.ruleSet, (entity, own) => put(course, entity, own));
}

async function itemFields(course: Course): Promise<JsonObject> {
  const { test, given, ruleSet, crm } = course;
  const values = await valuesOf(course, given);
  return { ...saidNothing(test.entity, values, { schema: ruleSet.schema, now: crm.now() }), ...values };
}

/** The item of the test; where it is not there yet, it has been there from before, and nothing starts for it. */
async function itemOf(course: Course): Promise<ItemRef> {
  const { crm, test } = course;
  course.item ??= await crm.place(test.entity, {
    ...(await itemFields(course)),
    ...isPlaced(course.place ?? test.first),
  });
  return course.item;
}

async function create(course: Course, place: TestPlace | undefined): Promise<void> {
  const { crm, test } = course;
  course.item = await crm.create(test.entity, { ...(await itemFields(course)), ...isPlaced(place) });
}

function millisecondsOf({ months, days, milliseconds, workingDays, workingMilliseconds }: Duration): number {
  return milliseconds + workingMilliseconds + (months * 30 + days + workingDays) * 24 * 60 * MINUTE;
}

async function steer(course: Course, action: string, does: WrittenMock): Promise<void> {
  const mock = course.crm.actions.action(action);
  switch (does.kind) {
    case "returns":
      mock.returns(await jsonOf(does.value, course.ruleSet, (entity, fields) => put(course, entity, fields)));
      return;
    case "takes":
      mock.takes(millisecondsOf(does.duration));
      return;
    case "fails": {
      const { error = `${action} fails in this test`, times } = does;
      mock.fails({ error, ...(times === undefined ? {} : { times }) });
    }
  }
}

/** A length of time as the clock of the funnel takes it. */
function lengthText({ months, days, milliseconds, workingDays, workingMilliseconds }: Duration): string {
  const parts: readonly (readonly [number, string])[] = [
    [months, "months"],
    [days, "days"],
    [workingDays, "working days"],
    [Math.floor(milliseconds / MINUTE), "minutes"],
    [(milliseconds % MINUTE) / SECOND, "seconds"],
    [workingMilliseconds / MINUTE, "working minutes"],
  ];
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(" ");
}

/** The next moment at which the clocks of the zone show a time of day; this very one where they do. */
function nextTime(now: string, time: string, timezone: string): string {
  const here = Temporal.Instant.from(now).toZonedDateTimeISO(timezone);
  const today = here.withPlainTime(time);
  const isPast = Temporal.ZonedDateTime.compare(today, here) < 0;
  return (isPast ? today.add({ days: 1 }).withPlainTime(time) : today).toInstant().toString();
}

async function letTimePass(course: Course, { after, at }: WrittenStep): Promise<void> {
  const { crm, ruleSet } = course;
  if (after === undefined && at === undefined) return;
  course.since = Date.parse(crm.now());
  if (after !== undefined) await crm.advance(lengthText(after));
  if (at === undefined) return;
  await crm.advanceTo(at.includes("T") ? at : nextTime(crm.now(), at, ruleSet.timezone));
}

async function act(course: Course, what: WrittenAct): Promise<void> {
  const { crm } = course;
  switch (what.kind) {
    case "given":
      if (course.item !== undefined) throw new Error("`given` stands before anything happens to the item");
      course.given = { ...course.given, ...what.fields };
      course.place = what.place ?? course.place;
      return;
    case "mock":
      await steer(course, what.action, what.does);
      return;
    case "create":
      await create(course, course.place ?? course.test.first);
      return;
    case "enter":
      if (course.item === undefined && course.place === undefined) await create(course, what.place);
      else await crm.move(await itemOf(course), what.place.stage);
      return;
    case "set":
      await crm.update(await itemOf(course), await valuesOf(course, what.fields));
      return;
    case "clear":
      await crm.update(await itemOf(course), Object.fromEntries(what.fields.map((name) => [name, null])));
      return;
    case "event": {
      const payload = await valuesOf(course, what.payload);
      const receipt = await crm.send({ type: what.type, item: await itemOf(course), payload });
      if (receipt.status === "refused") throw new Error(`the event was refused: ${receipt.reason}`);
      return;
    }
    case "delete":
      await crm.remove(await itemOf(course));
      return;
    case "wait":
      return;
    default:
      throw new Error(`${what.kind} does nothing by itself`);
  }
}

async function carryOut(course: Course, step: WrittenStep, folder: string): Promise<void> {
  const { crm, test, ruleSet } = course;
  const fail = async (difference: { readonly expected: string; readonly found: string }): Promise<never> => {
    throw new WrittenTestFailure(test, step, difference, await crm.timeline(), folder);
  };
  const expects = isExpectation(step.act);
  // What is there from before is there before any time passes.
  if (step.after !== undefined || step.at !== undefined || expects) {
    if (step.act.kind !== "given" && step.act.kind !== "enter" && step.act.kind !== "create")
      await itemOf(course);
  }
  try {
    await letTimePass(course, step);
    if (!expects) await act(course, step.act);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    await fail({ expected: "this to be possible", found });
  }
  if (!isExpectation(step.act)) return;
  const item = await itemOf(course);
  const difference = await differenceFrom(step.act, { crm, item, setting: ruleSet, since: course.since });
  if (difference !== undefined) await fail(difference);
}

/**
 * Carries out a test of the rule language, in virtual time and with mock actions.
 *
 * @throws WrittenTestFailure at the first step that is not as it should be
 */
export async function runWrittenTest(test: WrittenTest, options: WrittenTestOptions): Promise<void> {
  const { ruleSet, folder = "", hard } = options;
  const crm = testFunnel({
    ruleSet,
    now: test.at ?? START,
    timers: "allowed",
    ...(hard === undefined ? {} : { hard }),
  });
  const course: Course = {
    crm,
    ruleSet,
    test,
    given: {},
    place: undefined,
    item: undefined,
    since: Number.NEGATIVE_INFINITY,
  };
  try {
    for (const step of test.steps) await carryOut(course, step, folder);
    await crm.close();
  } finally {
    await crm.discard();
  }
}
