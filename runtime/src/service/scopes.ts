/** What a token may be for. */
export const scopes = ["events:write", "runs:read", "runs:write", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** Who makes a request. */
export interface Caller {
  /** Who did it, as the history remembers it: `api`, or `api:` and the name of a token. */
  readonly by: string;
  /** What tells the callers apart that a rate is counted for. */
  readonly id: string;
  /** How many calls it may make a second. */
  readonly rate: number;
  readonly scopes: ReadonlySet<Scope>;
  /** Whether the token still holds: a connection that lasts asks again. */
  readonly holds: () => boolean;
}

/** Whether a caller may do what a scope is needed for: `admin` may do everything. */
export function may({ scopes }: Caller, scope: Scope): boolean {
  return scopes.has(scope) || scopes.has("admin");
}
