/** Properties of rules: what holds in every life of an item. It needs fast-check beside it. */
export { checkProperties, type PropertyOptions } from "./check.ts";
export { itemsOf, type Life, type LifeOptions, type LifeStep, livesOf } from "./generators.ts";
export {
  alwaysEnds,
  editsSurvive,
  type Invariant,
  invariants,
  noEffectTwice,
  noneAfterLeaving,
} from "./invariants.ts";
export type { Lived, Performed } from "./live.ts";
