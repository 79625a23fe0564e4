/** The standard library: actions and events for rules, and the providers behind them. */
export * from "./actions/index.ts";
export * from "./providers/index.ts";
export { missingSettings } from "./providers/missing-settings.ts";
export * from "./triggers/index.ts";
