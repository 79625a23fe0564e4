/** What actions reach the world through. Actions of a project can use them as well. */
export { type Mailer, mail, type OutgoingMail } from "./mail.ts";
export { type Notice, type Noticeboard, notices, noticesByMail } from "./notices.ts";
export { type PaymentProvider, type PaymentRequest, payments } from "./payments.ts";
