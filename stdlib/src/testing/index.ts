/** What tests and trials are made with: mock actions, virtual time, and servers that deliver nothing. */

export { coverRules, type RuleCoverage } from "./coverage/collect.ts";
export {
  joinSeen,
  type SeenCheck,
  type SeenRule,
  type SeenRules,
  type SeenTrigger,
} from "./coverage/data.ts";
export type { Funnel, FunnelEvent, FunnelOptions, ItemName } from "./funnel.ts";
export type { Hard } from "./hard/option.ts";
export { type CaughtFile, type CaughtMail, type MailCatcher, startMailCatcher } from "./mail-catcher.ts";
export type { Sent } from "./memory-providers.ts";
export {
  type CaughtMessage,
  type MessageDesk,
  type MessageDeskOptions,
  startMessageDesk,
} from "./message-desk.ts";
export {
  type MockAction,
  type MockActions,
  type MockFailure,
  type MockOptions,
  mockActions,
  type Steer,
  type TimedPerformer,
} from "./mock-actions.ts";
export { type PaymentDesk, type PaymentDeskOptions, startPaymentDesk } from "./payment-desk.ts";
export type { FunnelRecord } from "./record.ts";
export {
  type ActivityReport,
  activityReport,
  itemReport,
  type MoveReport,
  moveReports,
  type NoteReport,
  noteReports,
  type RunReport,
  runReport,
  type SimulationReport,
} from "./report.ts";
export type { NamedRules } from "./rules-of-tests.ts";
export type { ScenarioProblem } from "./scenario.ts";
export { type Simulation, type SimulationOptions, simulate } from "./simulate.ts";
export { Story } from "./story.ts";
export { type TestFunnel, type TestFunnelOptions, testFunnel } from "./test-funnel.ts";
export {
  renderTimeline,
  type TimelineInput,
  type TimelineMove,
  type TimelineStyle,
  timelineOfVisits,
  type VisitReport,
} from "./timeline.ts";
export type { ActionFunction, HowItFails, Mock, MockCall, ResultOf } from "./typed-mocks.ts";
export { createFunnel } from "./virtual-time.ts";
export { type FunnelWatch, type FunnelWatcher, watchFunnels } from "./watch-funnels.ts";
export { WrittenTestFailure } from "./written/failure.ts";
export type * from "./written/plan.ts";
export { runWrittenTest, type WrittenTestOptions } from "./written/run.ts";
