/** The ledger, the engine and the service that run rules. */

export { createCoordinator } from "./coordinator/create.ts";
export type { Enrolled, EnrollmentPlan } from "./coordinator/enroll.ts";
export * from "./coordinator.ts";
export type { DeployPlan, RuleSetView } from "./core/rule-set-door.ts";
export { actionCrm } from "./crm/action-crm.ts";
export { type CrmDesk, createDesk, noDesk } from "./crm/desk.ts";
export { embeddedCrm } from "./crm/embedded.ts";
export type { Problem } from "./crm/port.ts";
export { shown, suggest } from "./crm/suggest.ts";
export type { ActionCall, ActionOutcome, Performer, WaitRequest } from "./dispatch/port.ts";
export { waitRequest } from "./dispatch/wait-request.ts";
export { CHANGES_BY_RULES_AN_HOUR } from "./engine/budget.ts";
export type { RuleLine } from "./engine/compare-rule-sets.ts";
export type { Enrollment } from "./engine/enroll.ts";
export { type Sign, signOf } from "./engine/sign.ts";
export type * from "./engine/state.ts";
export type { RecordedChange } from "./engine/step.ts";
export type { Reason, Why } from "./engine/why.ts";
export { LedgerError, type LedgerErrorCode } from "./ledger/error.ts";
export type * from "./ledger/port.ts";
export { openSqliteLedger } from "./ledger/sqlite.ts";
export { createOutbound } from "./outbound/client.ts";
export { filesInMemory } from "./service/kept-files.ts";
export { viewItem, viewRun } from "./service/views.ts";
