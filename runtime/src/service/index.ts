/** The service: HTTP, worker threads and the ledger of a data folder. Apart from the engine, which starts without it. */

export type { ExecutorsOptions } from "../dispatch/executors.ts";
export { createRedact, type Redact } from "../dispatch/redact.ts";
export type { HookSettings, Hooks } from "../rules/hooks.ts";
export { ServiceError, type ServiceErrorCode } from "./error.ts";

export type { LogOptions } from "./log.ts";
export type { Manifest } from "./manifest.ts";
export type { Reload } from "./routes/parts.ts";
export { type Service, type ServiceEvent, type ServiceOptions, startService } from "./start.ts";
