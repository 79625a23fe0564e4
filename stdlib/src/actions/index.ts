/** The actions that every project can use in its rules. */
export { assign } from "./assign.ts";
export { changeStage } from "./changeStage.ts";
export { clearField } from "./clearField.ts";
export { createPaymentLink } from "./createPaymentLink.ts";
export { notify } from "./notify.ts";
export { type SentEmail, sendEmail } from "./sendEmail.ts";
export { setField } from "./setField.ts";
