import type { FastifyInstance } from "fastify";
import { subjectOf } from "../../coordinator/events.ts";
import type { Coordinator, EventReceipt, IncomingEvent } from "../../coordinator.ts";
import { isRecord } from "../../unknown.ts";
import { problem, refuse } from "../problem.ts";
import { type Read, readObject, right, wrong } from "../request.ts";
import type { RouteParts } from "./parts.ts";

const mostEvents = 10_000;
const largestBody = 16 * 1024 * 1024;
const longestId = 256;

/** An event with an id: what else is wrong with it can be said beside its id. */
type Letter =
  | { readonly id: string; readonly event: IncomingEvent }
  | { readonly id: string; readonly refused: string };

const known = new Set(["id", "type", "item", "payload"]);

function readLetter(body: unknown, at: string): Read<Letter> {
  const read = readObject(body);
  if (!read.ok) return wrong(at, "An event has to be a JSON object.");
  const { id, type, item, payload = {} } = read.value;
  if (typeof id !== "string" || id === "" || id.length > longestId) {
    const detail = `An event needs an "id" of its own: a text of 1 to ${longestId} characters.`;
    return wrong(at === "" ? "id" : `${at}.id`, detail);
  }
  const other = Object.keys(read.value).find((name) => !known.has(name));
  if (other !== undefined) return right({ id, refused: `An event has no "${other}".` });
  if (typeof type !== "string") return right({ id, refused: `"type" has to be a text.` });
  if (typeof item !== "string") return right({ id, refused: `"item" has to be a text such as deals/42.` });
  if (!isRecord(payload)) return right({ id, refused: `"payload" has to be an object.` });
  return right({ id, event: { id, type, item, payload } });
}

function readLetters(body: readonly unknown[]): Read<readonly Letter[]> {
  const letters: Letter[] = [];
  for (const [index, one] of body.entries()) {
    const letter = readLetter(one, `[${index}]`);
    if (!letter.ok) return letter;
    letters.push(letter.value);
  }
  return right(letters);
}

/** Takes events in order for each item; those of different items side by side. */
async function take(coordinator: Coordinator, letters: readonly Letter[]): Promise<readonly EventReceipt[]> {
  const lines = new Map<string, Promise<unknown>>();
  const receipts = letters.map((letter): Promise<EventReceipt> => {
    if ("refused" in letter) {
      return Promise.resolve({ id: letter.id, status: "refused", reason: letter.refused });
    }
    const { event } = letter;
    const item = subjectOf(event);
    const before = (item !== undefined && lines.get(item)) || Promise.resolve();
    const receipt = before.then(() => coordinator.receive(event));
    if (item !== undefined) lines.set(item, receipt);
    return receipt;
  });
  // All are waited for before any failure is told: what was taken is taken.
  await Promise.allSettled(receipts);
  return Promise.all(receipts);
}

/** Events from outside, one or many. */
export function eventRoutes(app: FastifyInstance, { coordinator }: RouteParts): void {
  app.post("/v1/events", { bodyLimit: largestBody }, async ({ body }, reply) => {
    if (!Array.isArray(body)) {
      const letter = readLetter(body, "");
      if (!letter.ok) return refuse(reply, letter.problem);
      const [receipt] = await take(coordinator, [letter.value]);
      return reply.code(202).send(receipt);
    }
    if (body.length > mostEvents) {
      return refuse(reply, problem(413, `At most ${mostEvents} events are taken at a time.`));
    }
    const letters = readLetters(body);
    if (!letters.ok) return refuse(reply, letters.problem);
    return reply.code(202).send(await take(coordinator, letters.value));
  });
}
