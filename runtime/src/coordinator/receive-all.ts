import type { Coordinator, EventReceipt, IncomingEvent } from "../coordinator.ts";
import { subjectOf } from "./events.ts";

/**
 * Takes events in order for each item; those of different items side by side. One that comes after another of its item
 * that could not be taken is not taken either.
 *
 * @param origin what the call is known by that brings them
 * @returns what became of each, in their order; rejects where one could not be taken, once all have been dealt with
 */
export async function receiveAll(
  receive: Coordinator["receive"],
  events: readonly IncomingEvent[],
  origin: string,
): Promise<readonly EventReceipt[]> {
  const lines = new Map<string, Promise<unknown>>();
  const receipts = events.map((event): Promise<EventReceipt> => {
    const item = subjectOf(event);
    const before = item === undefined ? undefined : lines.get(item);
    const receipt = before === undefined ? receive(event, origin) : before.then(() => receive(event, origin));
    if (item !== undefined) lines.set(item, receipt);
    return receipt;
  });
  // All are waited for before any failure is told: what was taken is taken.
  await Promise.allSettled(receipts);
  return Promise.all(receipts);
}
