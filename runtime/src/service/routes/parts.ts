import type { Coordinator } from "../../coordinator.ts";
import type { Run } from "../../engine/state.ts";
import type { Json } from "../../rules/values.ts";
import type { RuleSetStore } from "../rule-sets.ts";

/** Builds the project anew; the build is then taken or refused. */
export type Reload = () => Promise<
  | { readonly ok: true; readonly build: string }
  | { readonly ok: false; readonly detail: string; readonly errors: Json }
>;

/** What the routes work with. */
export interface RouteParts {
  readonly coordinator: Coordinator;
  readonly ruleSets: RuleSetStore;
  readonly reload: Reload | undefined;
  /** What the service still lacks to do its work; nothing when it is ready. */
  readonly lacks: () => readonly string[];
  /** Called when a person has changed a run. */
  readonly runChanged: (run: Run) => void;
  /** Called when another rule set is the current one. */
  readonly ruleSetChanged: (hash: string) => void;
}

/** Who did what comes in by HTTP. */
export const caller = "api";
