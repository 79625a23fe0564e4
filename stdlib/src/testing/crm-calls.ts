import { addComment } from "../actions/addComment.ts";
import { addHistoryEntry } from "../actions/addHistoryEntry.ts";
import { addProduct } from "../actions/addProduct.ts";
import { assignOneOf } from "../actions/assignOneOf.ts";
import { changeObservers } from "../actions/changeObservers.ts";
import { changePipeline } from "../actions/changePipeline.ts";
import { completeTasks } from "../actions/completeTasks.ts";
import { copyItem } from "../actions/copyItem.ts";
import { createFrom } from "../actions/createFrom.ts";
import { createItem } from "../actions/createItem.ts";
import { createTask } from "../actions/createTask.ts";
import { deleteItem } from "../actions/deleteItem.ts";
import { editItem } from "../actions/editItem.ts";
import { getItem } from "../actions/getItem.ts";
import { getLinked } from "../actions/getLinked.ts";
import { getPaymentInfo } from "../actions/getPaymentInfo.ts";
import { getProduct } from "../actions/getProduct.ts";
import { linkItem } from "../actions/linkItem.ts";
import { markPaid } from "../actions/markPaid.ts";
import { modifyItem } from "../actions/modifyItem.ts";
import { moveItem } from "../actions/moveItem.ts";
import { notifyAll } from "../actions/notifyAll.ts";
import { notifySupervisor } from "../actions/notifySupervisor.ts";
import { planToDo } from "../actions/planToDo.ts";
import { postToFeed } from "../actions/postToFeed.ts";
import { removeProducts } from "../actions/removeProducts.ts";
import { scheduleCall } from "../actions/scheduleCall.ts";
import { scheduleMeeting } from "../actions/scheduleMeeting.ts";
import { unlinkItem } from "../actions/unlinkItem.ts";
import { updateItem } from "../actions/updateItem.ts";
import { byName, type StoredCall } from "./by-name.ts";

/** The actions on items and their timelines, called with stored arguments. */
export const crmCalls: Readonly<Record<string, StoredCall>> = {
  addComment: byName(addComment, "text", "user"),
  addHistoryEntry: byName(addHistoryEntry, "text"),
  addProduct: byName(addProduct, "name", "price", "quantity"),
  assignOneOf: byName(assignOneOf, "users", "how"),
  changeObservers: byName(changeObservers, "users", "how"),
  changePipeline: byName(changePipeline, "pipeline", "stage"),
  completeTasks: byName(completeTasks, "stage"),
  copyItem: byName(copyItem, "fields", "pipeline", "stage"),
  createFrom: byName(createFrom, "entity", "fields", "pipeline", "stage"),
  createItem: byName(createItem, "entity", "fields", "pipeline", "stage"),
  createTask: byName(createTask, "title", "user", "due", "text", "checklist", "accomplices"),
  deleteItem: byName(deleteItem, "entity", "id"),
  editItem: byName(editItem, "item", "fields", "append"),
  getItem: byName(getItem, "entity", "where"),
  getLinked: byName(getLinked, "entity"),
  getPaymentInfo: byName(getPaymentInfo),
  getProduct: byName(getProduct, "name"),
  linkItem: byName(linkItem, "item"),
  markPaid: byName(markPaid, "amount", "reference"),
  modifyItem: byName(modifyItem, "fields", "append"),
  moveItem: byName(moveItem, "entity", "id", "stage"),
  notifyAll: byName(notifyAll, "users", "message"),
  notifySupervisor: byName(notifySupervisor, "message"),
  planToDo: byName(planToDo, "title", "due", "user", "untilLeft"),
  postToFeed: byName(postToFeed, "title", "text", "users"),
  removeProducts: byName(removeProducts),
  scheduleCall: byName(scheduleCall, "title", "at", "user", "text"),
  scheduleMeeting: byName(scheduleMeeting, "title", "at", "user", "text", "place"),
  unlinkItem: byName(unlinkItem, "item"),
  updateItem: byName(updateItem, "entity", "where", "fields"),
};
