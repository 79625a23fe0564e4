import type {
  DeployPlan,
  Enrolled,
  EnrollmentPlan,
  RuleSetView,
  RuleView,
  SwitchedRule,
} from "@onstage/runtime";
import { unknownAnswer } from "./answers.ts";

type Kind = "string" | "number" | "boolean" | "list" | "object";

function isOf(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case "list":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null;
    default:
      return typeof value === kind;
  }
}

/** An answer as a type, once the parts that are printed have been looked at: another version may answer otherwise. */
function readAs<T>(value: unknown, parts: Readonly<Record<string, Kind>>): T {
  if (typeof value !== "object" || value === null) return unknownAnswer();
  const isRight = Object.entries(parts).every(([name, kind]) => isOf(Reflect.get(value, name), kind));
  return isRight ? (value as T) : unknownAnswer();
}

function readList<T>(value: unknown, name: string, read: (one: unknown) => T): readonly T[] {
  const list: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return Array.isArray(list) ? list.map(read) : unknownAnswer();
}

/** What `POST /v1/rulesets` and a rollback answer: the hash of the current rule set. */
export function readHash(value: unknown): string {
  return readAs<{ readonly hash: string }>(value, { hash: "string" }).hash;
}

/** What `GET /v1/rulesets` answers. */
export function readRuleSets(value: unknown): readonly RuleSetView[] {
  const parts = {
    hash: "string",
    since: "string",
    current: "boolean",
    visits: "number",
    runs: "number",
  } as const;
  return readList(value, "ruleSets", (one) => readAs<RuleSetView>(one, parts));
}

/** What `POST /v1/rulesets/plan` answers. */
export function readDeployPlan(value: unknown): DeployPlan {
  const plan = readAs<DeployPlan>(value, {
    from: "string",
    to: "string",
    rules: "object",
    triggers: "object",
    settings: "list",
    waiting: "list",
    disabled: "list",
    visits: "number",
  });
  for (const one of [plan.rules, plan.triggers]) {
    readAs(one, { added: "list", removed: "list", changed: "list", same: "number" });
  }
  return plan;
}

const ofRule = { key: "string", rule: "string", waiting: "number" } as const;

/** What disabling and enabling a rule answer; an older service does not say whether it was so already. */
export function readSwitched(value: unknown): Omit<SwitchedRule, "already"> & Partial<SwitchedRule> {
  return readAs<RuleView & Partial<SwitchedRule>>(value, ofRule);
}

function readRule(value: unknown): RuleView {
  return readAs<RuleView>(value, ofRule);
}

/** What `GET /v1/rules` answers. */
export function readRules(value: unknown): readonly RuleView[] {
  return readList(value, "rules", readRule);
}

/** What a plan of an enrollment is. */
export function readEnrollmentPlan(value: unknown): EnrollmentPlan {
  return readAs<EnrollmentPlan>(value, { rule: "object", digest: "string", items: "list", more: "boolean" });
}

/** What an enrollment came to. */
export function readEnrolled(value: unknown): Enrolled {
  return readAs<Enrolled>(value, { items: "number", changed: "list", already: "boolean" });
}
