import type { ActionContext } from "@onstage/runtime/actions";
import type { Json, JsonObject } from "@onstage/runtime/rules";
import { addToAudience } from "../actions/addToAudience.ts";
import { callWebhook } from "../actions/callWebhook.ts";
import { createQrCode } from "../actions/createQrCode.ts";
import { generateCode } from "../actions/generateCode.ts";
import { removeFromAudience } from "../actions/removeFromAudience.ts";
import { robocall } from "../actions/robocall.ts";
import { sendChatMessage } from "../actions/sendChatMessage.ts";
import { sendEmail } from "../actions/sendEmail.ts";
import { sendEmailToEmployee } from "../actions/sendEmailToEmployee.ts";
import { sendSms } from "../actions/sendSms.ts";
import { sendSmsToEmployee } from "../actions/sendSmsToEmployee.ts";

/** An action with its parameters by their place. */
type Action = (context: ActionContext, ...args: never[]) => Promise<unknown>;

/** Calls an action with stored arguments, which are known by their names. */
function byName(action: Action, ...names: readonly string[]) {
  return async (context: ActionContext, args: JsonObject): Promise<Json> => {
    // The checker has seen to it that each argument is of its parameter's type, and that results can be stored.
    const given = names.map((name) => args[name] ?? undefined) as never[];
    return ((await action(context, ...given)) ?? null) as Json;
  };
}

/** The actions that reach clients, employees and other systems, called with stored arguments. */
export const communicationCalls: Readonly<
  Record<string, (context: ActionContext, args: JsonObject) => Promise<Json>>
> = {
  addToAudience: byName(addToAudience, "audience"),
  callWebhook: byName(callWebhook, "url", "data"),
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
