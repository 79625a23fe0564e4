import type { Source } from "../rules/ruleset.ts";
import type { AddressUse } from "../rules/schema.ts";
import type { JsonObject } from "../rules/values.ts";
import type { ItemChange } from "./changes.ts";
import type { Crm } from "./crm.ts";
import type { Files } from "./files.ts";
import type { Outbound, OutboundFetch } from "./outbound.ts";
import type { Email, Phone } from "./types.ts";
import type { EventWait } from "./waiting.ts";

/** One of several addresses of somebody, with what it is for, as far as the schema says so. */
export interface ClientAddress<T extends Email | Phone> {
  readonly address: T;
  readonly use?: AddressUse;
}

/** Somebody at the client's side: a contact or a company linked to the item. */
export interface Client {
  readonly entity: string;
  readonly id: number;
  readonly name: string;
  /** The address to write to if nothing else is said: that of work before any other. */
  readonly email?: Email;
  /** The number to call if nothing else is said: the first one. */
  readonly phone?: Phone;
  /** All addresses, in the order of the schema; left out where there are none. */
  readonly emails?: readonly ClientAddress<Email>[];
  /** All numbers, in the order of the schema; left out where there are none. */
  readonly phones?: readonly ClientAddress<Phone>[];
  /** Has opted out of messages: nothing may be sent. */
  readonly optOut?: true;
}

export type { AddressUse };

/** The item that the rule runs for, as it was when the rule's moment came. */
export interface ActionItem {
  /** `deals` */
  readonly entity: string;
  readonly id: number;
  /** Its title, or `deals/42` where it has none. */
  readonly title: string;
  readonly pipeline?: string;
  /** Title of the stage. */
  readonly stage?: string;
  readonly fields: JsonObject;
}

/** The user in whose name a rule acts: `as responsible`. */
export interface ActionActor {
  readonly id: number;
  readonly name: string;
}

/** The run that an action is called in. */
export interface ActionRun {
  readonly id: string;
  /** The one key of all attempts of this run: hand it to a provider that knows idempotency keys. */
  readonly key: string;
  /** 1 at the first attempt; a rule that repeats begins anew each time. */
  readonly attempt: number;
  readonly rule: string;
  readonly source: Source;
}

/** Something outside that actions use, such as a mail server: a name, and how to open it from the environment. */
export interface Provider<T> {
  readonly name: string;
  /**
   * Opens it once for a worker. Throws `PermanentError` with a sentence where a setting is missing.
   *
   * @param outbound the way out for its HTTP
   */
  readonly open: (environment: Readonly<Record<string, string | undefined>>, outbound: Outbound) => T;
}

/** Everything an action knows and may do. It is the first parameter of every action. */
export interface ActionContext {
  readonly item: ActionItem;
  /** The clients of the item, the most preferred first: contact before company. */
  readonly clients: readonly Client[];
  readonly run: ActionRun;
  /** In whose name it acts; the service itself where it is left out. */
  readonly actor?: ActionActor;
  /** The moment of the attempt, ISO 8601 in UTC. */
  readonly now: string;
  /** Ends the action when its time limit is over or the service has to stop. */
  readonly signal: AbortSignal;
  /** The provider, opened at its first use. */
  readonly use: <T>(provider: Provider<T>) => T;
  /** `fetch`, as far as it is allowed: see `OutboundFetch`. It ends with the signal. */
  readonly fetch: OutboundFetch;
  /**
   * A secret from the service's environment, which is shown nowhere.
   *
   * @param name of the variable, which `secrets` in onstage.json lists
   */
  readonly secret: (name: string) => string;
  /** What it can ask of the CRM. */
  readonly crm: Crm;
  /**
   * The next number of a counter, 1 at first. It survives restarts, and no other run gets it; the same run gets the same
   * numbers at every attempt.
   *
   * @param name of the counter, for all rules of the project
   */
  readonly next: (name: string) => Promise<number>;
  /** Where it puts files. */
  readonly files: Files;
  /** Notes a change of the item, or of another, which becomes true when the action has ended well. */
  readonly change: (change: ItemChange) => void;
  /**
   * Lets the run wait for an event of the item once the action has ended well. What it did until then is recorded; nothing
   * stays in memory, and the run ends with the result of the event that comes first, or that of the time being over.
   *
   * @returns the result of the time being over, for the action to return
   */
  readonly waitFor: <T>(wait: EventWait<T>) => T;
}
