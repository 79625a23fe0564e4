import type { ActionContext, Duration } from "@onstage/runtime/actions";

/** What the client can do, and by which events it is known. */
const ACTIVITIES = {
  emailReceived: "email",
  callReceived: "call",
  callMissed: "call",
  callbackRequested: "call",
  messageReceived: "message",
  chatStarted: "chat",
  formSent: "form",
  resourceBooked: "booking",
} as const;

/** What the client has done. */
export type ClientActivity = (typeof ACTIVITIES)[keyof typeof ACTIVITIES] | "timedOut";

/**
 * Waits until the client does anything: writes, calls, starts a chat, sends a form, books. An out-of-office note does not
 * count.
 *
 * @param atMost how long to wait; as long as it takes if left out
 * @returns what the client has done first
 * @awaits emailReceived callReceived callMissed callbackRequested
 * @awaits messageReceived chatStarted formSent resourceBooked
 * @repeatable
 * @group Waiting
 * @example let done = waitForActivity(3 days);
 * notify(responsible, "Nothing from the client of {title}") when done == "timedOut"
 */
export async function waitForActivity(context: ActionContext, atMost?: Duration): Promise<ClientActivity> {
  return context.waitFor<ClientActivity>({
    what: "any activity of the client",
    events: Object.entries(ACTIVITIES).map(([event, result]) => ({
      event,
      unless: { automatic: true },
      result,
    })),
    ...(atMost !== undefined && { within: atMost }),
    timedOut: "timedOut",
  });
}
