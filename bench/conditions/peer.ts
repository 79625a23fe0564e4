import { Engine, type RuleProperties } from "json-rules-engine";
import type { Deal } from "./deals.ts";

const rule: RuleProperties = {
  conditions: {
    all: [
      { fact: "amount", operator: "greaterThan", value: 50000 },
      { fact: "paid", operator: "lessThan", value: { fact: "amount" } },
      { fact: "discount", operator: "greaterThanInclusive", value: 2.5 },
      { fact: "pieces", operator: "lessThan", value: 90 },
      { fact: "probability", operator: "greaterThanInclusive", value: 20 },
      { fact: "probability", operator: "lessThanInclusive", value: 80 },
    ],
  },
  event: { type: "fits" },
};

/** The condition in json-rules-engine, a well-known engine for rules that are data. */
export function jsonRules(): (deal: Deal) => Promise<boolean> {
  const engine = new Engine([rule]);
  return async (deal) => (await engine.run({ ...deal })).events.length > 0;
}
