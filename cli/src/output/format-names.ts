/** What `check --format` takes. */
export const checkFormats = ["pretty", "json", "sarif", "github"] as const;
/** What `simulate --format` takes. */
export const simulateFormats = ["pretty", "json"] as const;
/** What `test --reporter` takes, beside the usual output. */
export const testReporters = ["junit", "github"] as const;
/** What the verbs take that talk to a running service. */
export const serviceFormats = ["pretty", "json"] as const;
/** What `catalog --format` takes. */
export const catalogFormats = ["text", "json"] as const;
/** How runs can stand. */
export const statuses = ["waiting", "running", "done", "failed", "skipped", "cancelled"] as const;
/** What a token of the service may be for. */
export const tokenScopes = ["events:write", "runs:read", "runs:write", "admin"] as const;
