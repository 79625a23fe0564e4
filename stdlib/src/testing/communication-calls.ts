import { addToAudience } from "../actions/addToAudience.ts";
import { callWebhook } from "../actions/callWebhook.ts";
import { createDocument } from "../actions/createDocument.ts";
import { createQrCode } from "../actions/createQrCode.ts";
import { generateCode } from "../actions/generateCode.ts";
import { removeFromAudience } from "../actions/removeFromAudience.ts";
import { robocall } from "../actions/robocall.ts";
import { sendChatMessage } from "../actions/sendChatMessage.ts";
import { sendEmail } from "../actions/sendEmail.ts";
import { sendEmailToEmployee } from "../actions/sendEmailToEmployee.ts";
import { sendSms } from "../actions/sendSms.ts";
import { sendSmsToEmployee } from "../actions/sendSmsToEmployee.ts";
import { byName, type StoredCall } from "./by-name.ts";

/** The actions that reach clients, employees and other systems, called with stored arguments. */
export const communicationCalls: Readonly<Record<string, StoredCall>> = {
  addToAudience: byName(addToAudience, "audience"),
  callWebhook: byName(callWebhook, "url", "data"),
  createDocument: byName(createDocument, "template", "values", "prefix"),
  createQrCode: byName(createQrCode, "title", "text", "name", "url"),
  generateCode: byName(generateCode, "length", "format", "prefix", "unique"),
  removeFromAudience: byName(removeFromAudience, "audience"),
  robocall: byName(robocall, "message", "language", "audio", "type", "to"),
  sendChatMessage: byName(sendChatMessage, "message", "to", "channel"),
  sendEmail: byName(
    sendEmail,
    "message",
    "subject",
    "to",
    "type",
    "cc",
    "bcc",
    "from",
    "replyTo",
    "attachments",
    "track",
  ),
  sendEmailToEmployee: byName(sendEmailToEmployee, "user", "message", "subject"),
  sendSms: byName(sendSms, "message", "type", "to"),
  sendSmsToEmployee: byName(sendSmsToEmployee, "user", "message"),
};
