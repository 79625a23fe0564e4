import type { StoredItem } from "../rules/item.ts";
import type { IdleRule, LoadedRuleSet } from "../rules/ruleset.ts";
import type { Visit } from "./state.ts";
import type { Why } from "./why.ts";

/** A rule of a stage that never runs, with the reason. */
export interface IdleView extends Pick<IdleRule, "name" | "action" | "source"> {
  readonly reason: string;
  readonly why: Why;
}

function reasonOf({ because }: IdleRule): Pick<IdleView, "reason" | "why"> {
  switch (because.kind) {
    case "rule":
      return {
        reason: "its rule is written as `disabled`",
        why: { code: "written-disabled", what: "rule" },
      };
    case "block":
      return {
        reason: "its block is written as `disabled`",
        why: { code: "written-disabled", what: "block" },
      };
    case "needs":
      return {
        reason: `cannot do without \`${because.rule}\`, which is written as \`disabled\``,
        why: { code: "needs-disabled", rule: because.rule },
      };
  }
}

function explained(rule: IdleRule): IdleView {
  const { name, action, source } = rule;
  return { name, action, source, ...reasonOf(rule) };
}

/**
 * The rules that stand on the stage of a visit and never run.
 *
 * @param ruleSet the one that the visit keeps
 */
export function idleRules(visit: Visit, item: StoredItem, ruleSet: LoadedRuleSet): readonly IdleView[] {
  return ruleSet.blocks.flatMap((block) =>
    block.kind === "stage" &&
    block.entity === item.entity &&
    block.pipeline === item.pipeline &&
    block.stages.includes(visit.stageId)
      ? (block.idle ?? []).map(explained)
      : [],
  );
}
