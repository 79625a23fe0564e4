import { type ActionContext, type Duration, PermanentError } from "@onstage/runtime/actions";
import type { SentEmail } from "./sendEmail.ts";

/** The ways in which programs write the id of a mail: in angle brackets, and without. */
function idsOf({ messageId }: SentEmail): readonly string[] {
  const bare = messageId.trim().replace(/^<(.*)>$/u, "$1");
  if (bare === "")
    throw new PermanentError("The mail has no Message-ID, so no reply to it can be recognised.");
  return [bare, `<${bare}>`];
}

/**
 * Waits for the client's reply to a mail. A reply names the mail that it answers: one to another mail does not count.
 *
 * @param mail what `sendEmail` has returned
 * @param atMost how long to wait; as long as it takes if left out
 * @param includingAutomatic whether an out-of-office note counts as well
 * @returns whether there came a reply, or time was over
 * @awaits emailReceived
 * @repeatable
 * @group Waiting
 * @example let mail = sendEmail("Does the offer suit you?");
 * let answer = waitForReply(mail, 3 days);
 * notify(responsible, "No answer on {title}") when answer == "timedOut"
 */
export async function waitForReply(
  context: ActionContext,
  mail: SentEmail,
  atMost?: Duration,
  includingAutomatic = false,
): Promise<"received" | "timedOut"> {
  const ids = idsOf(mail);
  return context.waitFor<"received" | "timedOut">({
    what: "a reply",
    events: (["inReplyTo", "references"] as const).map((header) => ({
      event: "emailReceived",
      where: { [header]: ids },
      ...(!includingAutomatic && { unless: { automatic: true } }),
      result: "received",
    })),
    ...(atMost !== undefined && { within: atMost }),
    timedOut: "timedOut",
  });
}
