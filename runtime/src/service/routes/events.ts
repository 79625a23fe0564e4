import type { Coordinator, EventReceipt, IncomingEvent } from "../../coordinator.ts";
import { property } from "../../unknown.ts";
import { aReceipt } from "../api/answers.ts";
import { checkOf } from "../api/check.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, anOpenObject, aText, either, listOf, named } from "../api/schema.ts";
import { problem } from "../problem.ts";
import { type Read, right, wrong } from "../request.ts";
import { faultOf } from "../strict-json.ts";
import type { RouteParts } from "./parts.ts";

const mostEvents = 10_000;
const largestBody = 16 * 1024 * 1024;
const longestId = 256;
/** So many events of a bulk count for one call. */
const eventsACall = 100;

const anEvent = named(
  "Event",
  anObject(
    {
      id: aText({
        minLength: 1,
        maxLength: longestId,
        description: "Its own: the same id again changes nothing.",
      }),
      type: aText({
        description: "itemCreated, itemMoved, itemUpdated, itemDeleted, or an event that the project knows.",
      }),
      item: aText({ examples: ["deals/42"] }),
    },
    { payload: anOpenObject({}) },
    { examples: [{ id: "crm-1", type: "itemMoved", item: "deals/42", payload: { stage: "Won" } }] },
  ),
);
const checkEvent = checkOf(anEvent, "An event");

/** An event with an id: what else is wrong with it can be said beside its id. */
type Letter =
  | { readonly id: string; readonly event: IncomingEvent }
  | { readonly id: string; readonly refused: string };

function readLetter(value: unknown, at: string): Read<Letter> {
  const id = property(value, "id");
  if (typeof id !== "string" || id === "" || id.length > longestId || faultOf(id) !== undefined) {
    const detail = `An event needs an "id" of its own: a text of 1 to ${longestId} characters.`;
    return wrong(at === "" ? "id" : `${at}.id`, detail);
  }
  const fault = faultOf(value);
  if (fault) return right({ id, refused: `"${fault.field}": ${fault.detail}` });
  const event = checkEvent(value);
  return right(
    event.ok ? { id, event: { payload: {}, ...event.value } } : { id, refused: event.problem.detail },
  );
}

/** One letter, or many. */
type Post = Letter | readonly Letter[];

function readPost(body: unknown): Read<Post> {
  if (body === undefined)
    return { ok: false, problem: problem(400, "This address needs a body: application/json.") };
  if (!Array.isArray(body)) return readLetter(body, "");
  if (body.length > mostEvents) {
    return { ok: false, problem: problem(413, `At most ${mostEvents} events are taken at a time.`) };
  }
  const letters: Letter[] = [];
  for (const [index, one] of body.entries()) {
    const letter = readLetter(one, `[${index}]`);
    if (!letter.ok) return letter;
    letters.push(letter.value);
  }
  return right(letters);
}

function refusalOf({ id, refused }: Extract<Letter, { refused: string }>): EventReceipt {
  return { id, status: "refused", reason: refused };
}

async function takeOne(coordinator: Coordinator, letter: Letter): Promise<EventReceipt> {
  return "refused" in letter ? refusalOf(letter) : coordinator.receive(letter.event);
}

/** Takes what has not been refused already, in one go. */
async function takeAll(
  coordinator: Coordinator,
  letters: readonly Letter[],
): Promise<readonly EventReceipt[]> {
  const events = letters.flatMap((letter) => ("refused" in letter ? [] : [letter.event]));
  const taken = (events.length === 0 ? [] : await coordinator.receiveAll(events)).values();
  return letters.flatMap((letter) => ("refused" in letter ? refusalOf(letter) : (taken.next().value ?? [])));
}

/** Events from outside, one or many. */
export function eventRoutes({ coordinator }: RouteParts): readonly Route[] {
  return [
    route({
      method: "POST",
      path: "/v1/events",
      scope: "events:write",
      tag: "Events",
      summary: "takes one event, or up to 10,000",
      description:
        "Each is answered by its id, in the order in which they came: `accepted`, `duplicate`, or `refused` and why. " +
        "Only where one has no id of its own, all are refused together, and none is taken.",
      bodyShown: either(anEvent, listOf(anEvent, { maxItems: mostEvents })),
      readBody: readPost,
      bodyLimit: largestBody,
      cost: (post) => ("length" in post ? 1 + Math.floor(post.length / eventsACall) : 1),
      answers: {
        202: { description: "What became of each.", schema: either(aReceipt, listOf(aReceipt)) },
      },
      handle: async ({ body, reply }) => {
        const receipts = "length" in body ? takeAll(coordinator, body) : takeOne(coordinator, body);
        return reply.code(202).send(await receipts);
      },
    }),
  ];
}
