import type { Coordinator } from "../../coordinator.ts";
import type { CurrentRules } from "../../core/messages.ts";
import type { RuleSetDoor } from "../../core/rule-set-door.ts";
import type { Json } from "../../rules/values.ts";
import type { HttpMetrics } from "../../watching/http-metrics.ts";
import type { Live } from "../../watching/live.ts";
import type { ConnectionSettings } from "../../watching/live-connection.ts";
import type { FindHook } from "../hooks/open.ts";
import type { Tokens } from "../tokens.ts";

/** Builds the project anew; the build is then taken or refused. */
export type Reload = () => Promise<
  | { readonly ok: true; readonly build: string }
  | { readonly ok: false; readonly detail: string; readonly errors: Json }
>;

/** What the routes work with. */
export interface RouteParts {
  readonly tokens: Tokens;
  readonly findHook: FindHook;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly coordinator: Coordinator;
  readonly ruleSets: RuleSetDoor & {
    /** The current rule set, as far as it is data. */
    readonly current: () => CurrentRules;
  };
  readonly reload: Reload | undefined;
  /** What the service still lacks to do its work; nothing when it is ready. */
  readonly lacks: () => Promise<readonly string[]>;
  readonly metrics: HttpMetrics;
  /** What links are signed with that people open without a token. */
  readonly linkKey: string;
  /** Where people reach the service: `ONSTAGE_PUBLIC_URL`. */
  readonly publicUrl: URL | undefined;
  /** The folder of the ledger. */
  readonly data: string;
  /** Who is told of changes as they happen. */
  readonly live: Live;
  readonly stream: ConnectionSettings;
  /** The figures of what the core does, in the text format of Prometheus. */
  readonly coreMetrics: () => Promise<string>;
}
