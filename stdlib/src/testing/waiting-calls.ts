import { requestApproval } from "../actions/requestApproval.ts";
import { waitForActivity } from "../actions/waitForActivity.ts";
import { waitForPayment } from "../actions/waitForPayment.ts";
import { waitForReply } from "../actions/waitForReply.ts";
import { waitForTask } from "../actions/waitForTask.ts";
import { byName, type StoredCall } from "./by-name.ts";

/** The actions that wait for what comes, called with stored arguments. */
export const waitingCalls: Readonly<Record<string, StoredCall>> = {
  requestApproval: byName(requestApproval, "user", "text", "atMost"),
  waitForActivity: byName(waitForActivity, "atMost"),
  waitForPayment: byName(waitForPayment, "atMost"),
  waitForReply: byName(waitForReply, "mail", "atMost", "includingAutomatic"),
  waitForTask: byName(waitForTask, "task", "atMost"),
};
