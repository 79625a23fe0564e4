/** What tests and trials are made with: mock actions, virtual time, and servers that deliver nothing. */
export { type CaughtMail, type MailCatcher, startMailCatcher } from "./mail-catcher.ts";
export type { Sent } from "./memory-providers.ts";
export {
  type MockAction,
  type MockActions,
  type MockFailure,
  type MockOptions,
  mockActions,
  type TimedPerformer,
} from "./mock-actions.ts";
export { type PaymentDesk, type PaymentDeskOptions, startPaymentDesk } from "./payment-desk.ts";
export {
  itemReport,
  type MoveReport,
  moveReports,
  type NoteReport,
  noteReports,
  type RunReport,
  runReport,
  type SimulationReport,
} from "./report.ts";
export type { ScenarioProblem } from "./scenario.ts";
export { type Simulation, type SimulationOptions, simulate } from "./simulate.ts";
export {
  renderTimeline,
  type TimelineInput,
  type TimelineMove,
  type TimelineStyle,
  timelineOfVisits,
  type VisitReport,
} from "./timeline.ts";
export {
  createFunnel,
  type Funnel,
  type FunnelEvent,
  type FunnelOptions,
  testFunnel,
} from "./virtual-time.ts";
