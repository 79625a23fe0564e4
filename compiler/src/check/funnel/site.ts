import type { Include } from "../../syntax/tree.ts";
import type { CheckedBlock, CheckedRule, Origin } from "../checked.ts";
import { nameEntries } from "../names.ts";

/** Where places count from: the section of a file. */
export interface Site {
  readonly file: string;
  /** Of the whole file. */
  readonly text: string;
  /** Of the section in it. */
  readonly offset: number;
}

/** Where the places of a rule count from. */
export function siteOf({ origin }: { readonly origin?: Origin }, block: Site): Site {
  return origin === undefined ? block : { file: origin.file, text: origin.source, offset: origin.offset };
}

/** The `include` of a block that a rule of a group comes from: the rule is called after it. */
export function includeOf(block: CheckedBlock, rule: CheckedRule): Include | undefined {
  const [name] = rule.name.split(".");
  const found = nameEntries(block.node.rules, () => undefined).find((entry) => entry.name === name);
  return found?.node.kind === "Include" ? found.node : undefined;
}
