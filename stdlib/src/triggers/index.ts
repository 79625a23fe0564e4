/** The events from outside that every project can name in its rules. */

export { type ApprovalAnswered, approvalAnswered } from "./approvalAnswered.ts";
export { type CallbackRequested, callbackRequested } from "./callbackRequested.ts";
export { type CallMade, callMade } from "./callMade.ts";
export { type CallMissed, callMissed } from "./callMissed.ts";
export { type CallReceived, callReceived } from "./callReceived.ts";
export { type ChatAnswered, chatAnswered } from "./chatAnswered.ts";
export { type ChatStarted, chatStarted } from "./chatStarted.ts";
export { type DocumentCreated, documentCreated } from "./documentCreated.ts";
export { type DocumentOpened, documentOpened } from "./documentOpened.ts";
export { type DocumentSigned, documentSigned } from "./documentSigned.ts";
export { type EmailOpened, emailOpened } from "./emailOpened.ts";
export { type EmailReceived, emailReceived } from "./emailReceived.ts";
export { type EmailSent, emailSent } from "./emailSent.ts";
export { type FormSent, formSent } from "./formSent.ts";
export { type InvoicePaid, invoicePaid } from "./invoicePaid.ts";
export { type LinkClicked, linkClicked } from "./linkClicked.ts";
export { type MessageReceived, messageReceived } from "./messageReceived.ts";
export { type OrderCancelled, orderCancelled } from "./orderCancelled.ts";
export { type OrderDelivered, orderDelivered } from "./orderDelivered.ts";
export { type OrderPaid, orderPaid } from "./orderPaid.ts";
export { type OrderShipped, orderShipped } from "./orderShipped.ts";
export { type QrScanned, qrScanned } from "./qrScanned.ts";
export { type ResourceBooked, resourceBooked } from "./resourceBooked.ts";
export { type SiteVisited, siteVisited } from "./siteVisited.ts";
export { type TaskCompleted, taskCompleted } from "./taskCompleted.ts";
export { type WebhookReceived, webhookReceived } from "./webhookReceived.ts";
