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
