/** What emitted rules are written with. Pure: no clock, no I/O, no state. */
export { all, any, type Condition, check, explain, holds, not } from "./condition.ts";
export { type FindItem, readItem, type StoredItem } from "./item.ts";
export { moneyFrom, numberFrom, pass } from "./json.ts";
export { entityOf, fieldOf } from "./lookup.ts";
export * from "./operators.ts";
export type { Dependency, LoadedRuleSet, Rule, RuleSet, Scope, Source, StageBlock } from "./ruleset.ts";
export type { CrmSchema, Entity, Field, FieldType, Option, Pipeline, Stage, User } from "./schema.ts";
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
