import {
  type ActionContext,
  type Duration,
  PermanentError,
  type Text,
  type User,
} from "@onstage/runtime/actions";
import { approvalLinks } from "../providers/approval-links.ts";
import { notices } from "../providers/notices.ts";
import { cleanText } from "../text/clean.ts";
import { titled } from "../text/titled.ts";

/** What was decided. */
export type Approval = "approved" | "rejected" | "timedOut";

function request(text: string, page: string | undefined): string {
  const how =
    page === undefined ? "Please answer it in the CRM." : `Please approve or reject it here: ${page}`;
  return `${text}\n\n${how}`;
}

/**
 * Asks an employee to approve something, by e-mail with a link to a page, and waits for the answer. The first answer
 * counts. The request stands on the item's timeline, open as long as it is waited for.
 *
 * @param user whom to ask, such as `responsible.manager`; fails at once where there is nobody
 * @param text what is to be approved
 * @param atMost how long to wait; as long as it takes if left out
 * @returns what was decided, or that time was over
 * @awaits approvalAnswered
 * @uses mail
 * @group Waiting
 * @example let ok = requestApproval(responsible.manager, "A discount of {discount} per cent", atMost: 2 working days);
 * notify(responsible, "Not granted") when ok == "rejected"
 */
export async function requestApproval(
  context: ActionContext,
  user: User | undefined,
  text: Text,
  atMost?: Duration,
): Promise<Approval> {
  if (user === undefined) {
    throw new PermanentError("There is nobody to ask for approval: the field is empty, or has no manager.");
  }
  const { item, run } = context;
  const asked = cleanText(text);
  if (asked === "") throw new PermanentError(`The request to ${user.name} is empty.`);
  // Nothing that can fail comes behind the mail.
  const record = await context.crm.reserveActivity();
  const page = context.use(approvalLinks).of(run.id, run.key, user);
  await context.use(notices).tell(
    {
      user,
      about: { item: `${item.entity}/${item.id}`, title: item.title },
      message: request(asked, page),
      key: run.key,
    },
    context.signal,
  );
  context.change({
    kind: "record",
    activity: { id: record, kind: "approval", title: titled(asked, "request"), who: user.id, open: true },
  });
  const answers = (["approved", "rejected"] as const).flatMap((decision) => [
    { event: "approvalAnswered", where: { request: run.key, decision }, result: decision },
    // Answered in the CRM, which knows who was asked and not by which run.
    { event: "approvalAnswered", where: { request: null, by: user.id, decision }, result: decision },
  ]);
  return context.waitFor<Approval>({
    what: `${user.name}'s approval`,
    events: answers,
    record,
    ...(atMost !== undefined && { within: atMost }),
    timedOut: "timedOut",
  });
}
