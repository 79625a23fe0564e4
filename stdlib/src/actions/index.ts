/** The actions that every project can use in its rules. */
export { changeStage } from "./changeStage.ts";
export { createPaymentLink } from "./createPaymentLink.ts";
export { notify } from "./notify.ts";
export { type SentEmail, sendEmail } from "./sendEmail.ts";
