import { entityOf } from "../rules/lookup.ts";
import type { Block, LoadedRuleSet } from "../rules/ruleset.ts";

/** What starts the rules of a block, as people call it: `deals: Wait for payment`. */
export function startOf(block: Block, { schema }: LoadedRuleSet): string {
  switch (block.kind) {
    case "stage": {
      const pipelines = entityOf(schema, block.entity)?.pipelines ?? [];
      const stages = pipelines.find((one) => one.id === block.pipeline)?.stages;
      const titles = block.stages.map((id) => stages?.find((one) => one.id === id)?.title ?? id);
      return `${block.entity}: ${titles.join(", ")}`;
    }
    case "event":
      return `${block.entity}: ${block.event.text}`;
    case "calendar":
      return `${block.entity}: ${block.text}`;
  }
}
