/** What emitted rules are written with. Pure: no clock, no I/O, no state. */
export type { Calendar, DayHours, PersonCalendar } from "../time/calendar.ts";
export { type Duration, duration } from "../time/duration.ts";
export {
  atLeast,
  atMost,
  type Comparable,
  differs,
  equal,
  greater,
  less,
  type Ordered,
  other,
  same,
} from "./compare.ts";
export { all, any, type Condition, check, explain, holds, not, type Seen } from "./condition.ts";
export * from "./dates.ts";
export * from "./durations.ts";
export { type FormattedKind, formats, formatted } from "./formats.ts";
export {
  actor,
  type FindItem,
  itemRef,
  readItem,
  type StoredItem,
  type UserValue,
  userOf,
} from "./item.ts";
export { fits, pass } from "./json.ts";
export { joinLists, list } from "./lists.ts";
export { entityOf, fieldOf } from "./lookup.ts";
export * from "./money.ts";
export * from "./numbers.ts";
export { once } from "./once.ts";
export * from "./parts.ts";
export { matches, type Pattern, pattern } from "./patterns.ts";
export { type StageValue, stageFrom, stageOf } from "./places.ts";
export { filled, isSet, isTrue } from "./presence.ts";
export type { Rates } from "./rates.ts";
export * from "./read-json.ts";
export type {
  Block,
  CalendarBlock,
  Dependency,
  EventBlock,
  EventPattern,
  Limit,
  LoadedRuleSet,
  Looking,
  Reach,
  Recurrence,
  Rule,
  RuleSet,
  Schedule,
  Scope,
  Setting,
  Source,
  StageBlock,
  TriggerMove,
} from "./ruleset.ts";
export type { CrmSchema, Entity, Field, FieldType, Option, Pipeline, Stage, User } from "./schema.ts";
export { join, show } from "./show.ts";
export { among, between, endsWith, inHours, inList, startsWith, textContains } from "./tests.ts";
export {
  Decimal,
  decimal,
  isDecimal,
  isMoney,
  isRuleFailure,
  type Json,
  type JsonObject,
  type Maybe,
  type MoneyValue,
  money,
  RuleFailure,
} from "./values.ts";
