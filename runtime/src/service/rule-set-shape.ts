import type { RuleSet } from "../rules/ruleset.ts";
import {
  aCount,
  aFlag,
  aFunction,
  aName,
  aText,
  byKind,
  listOf,
  mapOf,
  maybe,
  oneOf,
  type Path,
  recordOf,
  type Shape,
  textFor,
  textLike,
} from "./shape.ts";

const aDay = textLike(/^\d{4}-\d{2}-\d{2}$/);
const aTime = textLike(/^\d{2}:\d{2}(:\d{2})?$/);

const aDuration = recordOf({
  months: aCount,
  days: aCount,
  milliseconds: aCount,
  workingDays: aCount,
  workingMilliseconds: aCount,
});

// A condition is made of conditions.
const aCondition: Shape = (value, at) => anyCondition(value, at);
const anyCondition = byKind({
  check: recordOf({ text: aText, test: aFunction, values: aFunction }),
  all: recordOf({ test: aFunction, parts: listOf(aCondition) }),
  any: recordOf({ test: aFunction, parts: listOf(aCondition) }),
  not: recordOf({ test: aFunction, part: aCondition }),
});

const aSource = recordOf({ file: aText, line: aCount });

const aSchedule = recordOf({
  delay: maybe(aDuration),
  at: maybe(
    recordOf({
      time: maybe(aFunction),
      anchor: maybe(aFunction),
      offset: maybe(recordOf({ duration: aDuration, direction: oneOf("before", "after") })),
      fields: listOf(aText),
      text: aText,
    }),
  ),
  within: maybe(recordOf({ of: maybe(aFunction) })),
  repeat: maybe(recordOf({ every: aDuration, times: aCount, until: maybe(aCondition) })),
});

const aRule = recordOf({
  id: aName,
  name: aName,
  action: aName,
  description: maybe(aText),
  source: aSource,
  after: listOf(recordOf({ rule: aName, when: oneOf("ended", "succeeds", "fails") })),
  uses: listOf(aText),
  repeatable: aFlag,
  schedule: maybe(aSchedule),
  as: maybe(aFunction),
  once: maybe(recordOf({ per: maybe(aDuration) })),
  retry: maybe(aCount),
  skipIfLate: maybe(aFlag),
  when: maybe(aCondition),
  args: aFunction,
});

const anEvent = recordOf({
  type: aName,
  fields: maybe(listOf(aText)),
  fits: maybe(aFunction),
  text: aText,
});

const aRecurrence = byKind({
  day: recordOf({}),
  weekday: recordOf({}),
  workingDay: recordOf({}),
  namedDays: recordOf({ days: listOf(oneOf(1, 2, 3, 4, 5, 6, 7)) }),
  month: recordOf({ day: (value, at) => (value === "last" ? undefined : aCount(value, at)) }),
  interval: recordOf({ every: aDuration }),
});

const ofEveryBlock = { entity: aName, source: aSource, rules: listOf(aRule) };

const anIdleRule = recordOf({
  name: aName,
  action: aName,
  source: aSource,
  because: byKind({ rule: recordOf({}), block: recordOf({}), needs: recordOf({ rule: aName }) }),
});

const aBlock = byKind({
  stage: recordOf({
    pipeline: aText,
    stages: listOf(aText),
    idle: maybe(listOf(anIdleRule)),
    ...ofEveryBlock,
  }),
  event: recordOf({ pipelines: maybe(listOf(aText)), event: anEvent, ...ofEveryBlock }),
  calendar: recordOf({
    id: aName,
    pipelines: maybe(listOf(aText)),
    every: aRecurrence,
    at: aTime,
    text: aText,
    where: maybe(aCondition),
    ...ofEveryBlock,
  }),
});

const aTrigger = recordOf({
  id: aName,
  entity: aName,
  event: anEvent,
  targets: listOf(recordOf({ pipeline: aText, stage: aText })),
  when: maybe(aCondition),
  as: maybe(aFunction),
  allowBackward: aFlag,
  source: aSource,
});

const hoursByDay = mapOf(listOf(listOf(aTime)));

const aCalendar = recordOf({
  hours: hoursByDay,
  holidays: listOf(aDay),
  workdays: listOf(aDay),
  people: mapOf(
    recordOf({ hours: maybe(hoursByDay), absences: maybe(listOf(recordOf({ from: aDay, to: aDay }))) }),
  ),
});

const aLimit = recordOf({
  concurrent: maybe(aCount),
  perSecond: maybe(aCount),
  perMinute: maybe(aCount),
});

const aHook = recordOf({
  verify: oneOf("signature", "bitrix24"),
  secret: aName,
  item: maybe(aName),
  event: maybe(oneOf("webhookReceived", "emailReceived")),
});

const aRuleSet = recordOf({
  schema: recordOf({ entities: mapOf(recordOf({})) }),
  timezone: textFor((zone) => new Intl.DateTimeFormat("en", { timeZone: zone })),
  currency: textLike(/^[A-Z]{3}$/),
  locale: textFor((locale) => new Intl.DateTimeFormat(locale)),
  calendar: aCalendar,
  rates: mapOf(mapOf(textLike(/^\d+(\.\d+)?$/))),
  blocks: listOf(aBlock),
  triggers: listOf(aTrigger),
  events: listOf(aText),
  providers: maybe(mapOf(listOf(aName))),
  limits: maybe(mapOf(aLimit)),
  outbound: maybe(recordOf({ allow: listOf(aName) })),
  secrets: maybe(listOf(aName)),
  hooks: maybe(mapOf(aHook)),
});

/** What a value is: a rule set, or the place in it that is wrong. */
export type RuleSetShape =
  | { readonly ok: true; readonly ruleSet: RuleSet }
  | { readonly ok: false; readonly at: Path };

/**
 * Reads what `rules.js` of a build exports as a rule set. It guards against builds of another version and half-written
 * ones, not against rules that mean something wrong: the compiler has checked those.
 */
export function readRuleSet(value: unknown): RuleSetShape {
  const at = aRuleSet(value, "ruleSet");
  // Every part that the engine relies on has just been looked at.
  return at === undefined ? { ok: true, ruleSet: value as RuleSet } : { ok: false, at };
}

/** Ids of all rules of a rule set. */
export function ruleIds(ruleSet: RuleSet): readonly string[] {
  return ruleSet.blocks.flatMap((block) => block.rules.map((rule) => rule.id));
}
