import { createHash } from "node:crypto";
import { itemOfMailId } from "../../actions/mail-item.ts";
import { shown } from "../../crm/suggest.ts";
import { aReceipt } from "../api/answers.ts";
import { itemText } from "../api/parameters.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, anOpenObject, aText } from "../api/schema.ts";
import { problem, refuse } from "../problem.ts";
import { createRates } from "../rate.ts";
import { readRef, right } from "../request.ts";
import type { RouteParts } from "./parts.ts";

const largestBody = 256 * 1024;
/** Messages a second that one hook takes. */
const rate = 200;

/** An id as the ledger takes it, whatever the sender's is like. */
function eventId(hook: string, id: string): string {
  const whole = `hook:${hook}:${id}`;
  return whole.length <= 256 ? whole : `hook:${createHash("sha256").update(whole).digest("hex")}`;
}

/** Messages of other systems, which prove who they are by what they send. */
export function hookRoutes({ coordinator, findHook, linkKey }: RouteParts): readonly Route[] {
  const rates = createRates(() => performance.now());
  return [
    route({
      method: "POST",
      path: "/v1/hooks/{name}",
      scope: "open",
      tag: "Hooks",
      summary: "takes a message of another system, as the event webhookReceived",
      description:
        "A hook stands in `onstage.json`. With `signature` the message is JSON, signed as Standard Webhooks says: the " +
        "headers `webhook-id`, `webhook-timestamp` (seconds, at most 300 away) and `webhook-signature` (`v1,` and the base64 of " +
        "HMAC-SHA256 over id, timestamp and body, joined by dots). With `bitrix24` it is a form with " +
        "`auth[application_token]`. The same message again changes nothing. A hook with `event` `emailReceived` takes mails that " +
        "have come in; an answer to a mail of ours names the item by its `inReplyTo` or `references`.",
      params: anObject({ name: aText({ minLength: 1, maxLength: 100, examples: ["billing"] }) }),
      query: anObject({}, { item: itemText }),
      takes: ["application/json", "application/x-www-form-urlencoded"],
      readBody: (body) => right(Buffer.isBuffer(body) ? body : Buffer.alloc(0)),
      bodyShown: anOpenObject(
        {},
        { item: itemText, text: aText({ description: "What the rules are told." }) },
      ),
      bodyLimit: largestBody,
      answers: { 202: { description: "Taken, now or before.", schema: aReceipt } },
      problems: [401, 404, 422, 429, 503],
      handle: async ({ params: { name }, query, body, request, reply }) => {
        const open = findHook(name);
        if (open === undefined) return refuse(reply, problem(404, `There is no hook "${shown(name)}".`));
        if (open === "no-secret")
          return refuse(reply, problem(503, "This hook has no secret yet, so it takes nothing."));
        const opened = open({ headers: request.headers, body });
        if (!opened.ok) return refuse(reply, problem(opened.why === "unproven" ? 401 : 400, opened.detail));
        const wait = rates.take(name, rate);
        if (wait > 0) {
          reply.header("retry-after", String(wait));
          return refuse(
            reply,
            problem(429, `A hook takes ${rate} messages a second; try again in ${wait} s.`),
          );
        }
        const { id, item, text, event } = opened.message;
        const answered = event?.answers.map((one) => itemOfMailId(linkKey, one)) ?? [];
        const about = query.item ?? item ?? answered.find((one) => one !== undefined) ?? "";
        const ref = readRef(about, "item");
        if (!ref.ok) return refuse(reply, problem(422, ref.problem.detail, { field: "item" }));
        const receipt = await coordinator.receive({
          id: eventId(name, id),
          type: event?.type ?? "webhookReceived",
          item: `${ref.value.entity}/${ref.value.id}`,
          payload: event?.payload ?? { code: name, ...(text !== undefined && { text }) },
        });
        return receipt.status === "refused"
          ? refuse(reply, problem(422, receipt.reason))
          : reply.code(202).send(receipt);
      },
    }),
  ];
}
