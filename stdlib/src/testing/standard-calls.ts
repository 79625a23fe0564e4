import type { ActionContext, FieldValue, User } from "@onstage/runtime/actions";
import type { Json, JsonObject } from "@onstage/runtime/rules";
import { assign } from "../actions/assign.ts";
import { changeStage } from "../actions/changeStage.ts";
import { clearField } from "../actions/clearField.ts";
import { createPaymentLink } from "../actions/createPaymentLink.ts";
import { notify } from "../actions/notify.ts";
import { setField } from "../actions/setField.ts";
import { communicationCalls } from "./communication-calls.ts";
import { crmCalls } from "./crm-calls.ts";
import { waitingCalls } from "./waiting-calls.ts";

/** A call with the arguments as they are stored, by the name of the parameter. */
export type StandardCall = (context: ActionContext, args: JsonObject) => Promise<Json>;

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(args: JsonObject, name: string): string {
  const value = args[name];
  if (typeof value !== "string") throw new TypeError(`the argument “${name}” is no text`);
  return value;
}

function optionalText(args: JsonObject, name: string): string | undefined {
  const value = args[name];
  return value === undefined || value === null ? undefined : text(args, name);
}

function user(args: JsonObject, name: string): User {
  const value = args[name];
  if (!isRecord(value) || typeof value.id !== "number")
    throw new TypeError(`the argument “${name}” is no user`);
  const email = optionalText(value, "email");
  return { id: value.id, name: text(value, "name"), ...(email !== undefined && { email }) };
}

function fieldValue(args: JsonObject, name: string): FieldValue {
  const value = args[name];
  if (value === undefined || value === null) throw new TypeError(`the argument “${name}” is missing`);
  return value;
}

/** The actions of the standard library, called with stored arguments. */
export const standardCalls: Readonly<Record<string, StandardCall>> = {
  ...communicationCalls,
  ...waitingCalls,
  ...crmCalls,
  createPaymentLink: async (context) => ({ url: (await createPaymentLink(context)).url }),
  notify: async (context, args) => {
    await notify(context, user(args, "user"), text(args, "message"));
    return null;
  },
  changeStage: async (context, args) => {
    await changeStage(context, text(args, "stage"));
    return null;
  },
  setField: async (context, args) => {
    await setField(context, text(args, "field"), fieldValue(args, "value"));
    return null;
  },
  clearField: async (context, args) => {
    await clearField(context, text(args, "field"));
    return null;
  },
  assign: async (context, args) => {
    await assign(context, user(args, "user"));
    return null;
  },
};
