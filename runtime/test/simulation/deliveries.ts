import type { IncomingEvent } from "../../src/index.ts";
import type { JsonObject } from "../../src/rules/values.ts";
import type { Dice } from "./dice.ts";
import { AWAITED } from "./outside.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const STAGES = ["New", "Qualified", "Wait for payment", "Won"] as const;

/** An event on its way to the service. */
export interface Delivery {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly event: IncomingEvent;
}

function fieldsFrom(dice: Dice): JsonObject {
  const day = `2026-06-${String(5 + dice.roll(20)).padStart(2, "0")}`;
  return dice.pick<JsonObject>([
    { amount: 1 + dice.roll(3) },
    { urgent: true },
    { urgent: true },
    { urgent: false },
    { closeDate: day },
    { meetingAt: `${day}T12:00:00.000Z` },
    { closeDate: null, meetingAt: null },
    { responsible: 1 + dice.roll(2) },
  ]);
}

function eventFrom(id: string, dice: Dice): IncomingEvent {
  const item = `deals/${1 + dice.roll(2)}`;
  switch (dice.roll(16)) {
    case 0:
      return { id, type: "itemCreated", item: "deals", payload: { title: id } };
    case 1:
      return { id, type: "itemDeleted", item, payload: {} };
    case 2:
    case 3:
    case 4:
    case 5:
      return {
        id,
        type: "formSent",
        item,
        payload: { id, form: dice.pick([AWAITED, AWAITED, AWAITED, "survey"]) },
      };
    case 6:
    case 7:
    case 8:
    case 9:
      return { id, type: "itemUpdated", item, payload: { ...fieldsFrom(dice), title: id } };
    default:
      return { id, type: "itemMoved", item, payload: { stage: dice.pick(STAGES) } };
  }
}

/**
 * What happens to two deals from a moment on: some of it late, some told twice, some at one moment.
 *
 * @param start milliseconds since 1970
 */
export function deliveriesFrom(start: number, dice: Dice): readonly Delivery[] {
  const many = 10 + dice.roll(20);
  const all: Delivery[] = [];
  let at = start;
  for (let number = 0; number < many; number += 1) {
    const id = `e${number}`;
    const event: IncomingEvent =
      number < 2
        ? { id, type: "itemCreated", item: "deals", payload: { title: id, urgent: true } }
        : eventFrom(id, dice);
    all.push({ at, event });
    if (dice.onceIn(4)) all.push({ at: at + dice.pick([0, 1, DAY]), event });
    at += dice.pick([0, 1, 30, 600]) * dice.roll(MINUTE);
  }
  return all;
}
