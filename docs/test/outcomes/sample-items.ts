import type { JsonObject } from "@onstage/runtime/rules";
import type { Scenario } from "./outcome.ts";

/** Ann, for whom the deals are made. */
const ann = { id: 7, name: "Ann", email: "ann@client.example", phone: "+49 30 1234" };
const acme = { id: 3, name: "Acme", email: "office@client.example" };

/** A deal that Anna looks after. */
export const deal = (fields: JsonObject = {}): JsonObject => ({
  id: 1,
  stage: "New",
  title: "Acme",
  amount: 60000,
  currency: "EUR",
  pieces: 3,
  isTest: false,
  priority: "Normal",
  responsible: 1,
  contact: 7,
  company: 3,
  createdAt: "2026-06-01T09:00:00+02:00",
  ...fields,
});

/** A lead that Anna looks after. */
export const lead = (fields: JsonObject = {}): JsonObject => ({
  id: 5,
  stage: "In work",
  title: "Globex",
  responsible: 1,
  ...fields,
});

const clients = { contacts: [ann], companies: [acme] };

/** Events that happen to these deals, and what else the scenario says. */
export const withDeals = (
  deals: readonly JsonObject[],
  events: readonly JsonObject[],
  more: Omit<Scenario, "items" | "events"> = {},
): Scenario => ({ items: { deals, ...clients }, events, ...more });

/** A deal that enters a stage, from the first one of its pipeline. */
export const entering = (
  stage: string,
  fields: JsonObject = {},
  more: Omit<Scenario, "items" | "events"> = {},
): Scenario => withDeals([deal(fields)], [{ at: "+0m", move: "deals/1", to: stage }], more);

/** Events that happen to this lead. */
export const withLead = (one: JsonObject, events: readonly JsonObject[]): Scenario => ({
  items: { leads: [one] },
  events,
});
