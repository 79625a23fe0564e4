/** The actions that every project can use in its rules. */
export { addToAudience } from "./addToAudience.ts";
export { assign } from "./assign.ts";
export { callWebhook, type WebhookAnswer, type WebhookValue } from "./callWebhook.ts";
export { changeStage } from "./changeStage.ts";
export { clearField } from "./clearField.ts";
export { createPaymentLink } from "./createPaymentLink.ts";
export { createQrCode, type QrCode } from "./createQrCode.ts";
export { generateCode } from "./generateCode.ts";
export { notify } from "./notify.ts";
export { removeFromAudience } from "./removeFromAudience.ts";
export { type Robocall, robocall } from "./robocall.ts";
export { sendChatMessage } from "./sendChatMessage.ts";
export { type SentEmail, sendEmail } from "./sendEmail.ts";
export { sendEmailToEmployee } from "./sendEmailToEmployee.ts";
export { sendSms } from "./sendSms.ts";
export { sendSmsToEmployee } from "./sendSmsToEmployee.ts";
export { setField } from "./setField.ts";
