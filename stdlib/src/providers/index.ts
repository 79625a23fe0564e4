/** What actions reach the world through. Actions of a project can use them as well. */
export { type AudienceChange, type Audiences, audiences, type HashedPerson } from "./audiences.ts";
export {
  type CallOutcome,
  calls,
  type MadeCall,
  type OutgoingCall,
  type Telephone,
} from "./calls.ts";
export { chats, type Messenger, type OutgoingChatMessage, type SentChatMessage } from "./chats.ts";
export { type DocumentMaker, type DocumentOrder, documents, type MadeDocument } from "./documents.ts";
export { type MailAttachment, type Mailer, mail, type OutgoingMail } from "./mail.ts";
export { type Notice, type Noticeboard, notices, noticesByMail } from "./notices.ts";
export { type PaymentProvider, type PaymentRequest, payments } from "./payments.ts";
export { type PublicLinks, publicLinks } from "./public-links.ts";
export { type OutgoingSms, type SentSms, type SmsGateway, sms } from "./sms.ts";
export { type OutgoingWebhook, type WebhookReply, type Webhooks, webhooks } from "./webhooks.ts";
