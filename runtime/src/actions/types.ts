import type { Json } from "../rules/values.ts";
import type { Duration } from "../time/duration.ts";

/**
 * The types of the rule language as an action writes them in its parameters and its result. They are plain JSON,
 * so that arguments and results can be stored; the optional tag only gives them a name that the compiler can read.
 */

/** Any text. */
export type Text = string;
/** An address such as `ann@acme.example`. */
export type Email = string & { readonly __onstage?: "Email" };
/** A telephone number. */
export type Phone = string & { readonly __onstage?: "Phone" };
/** A web address. */
export type Url = string & { readonly __onstage?: "Url" };
/** A day, `2026-06-11`. */
export type CalendarDate = string & { readonly __onstage?: "Date" };
/** A moment, ISO 8601 in UTC. */
export type DateTime = string & { readonly __onstage?: "DateTime" };
/** A time of day in the zone of the portal, `09:00:00`. */
export type Time = string & { readonly __onstage?: "Time" };
/** A stage of the item's pipeline: written as its title in a rule, handed over as its id. */
export type Stage = string & { readonly __onstage?: "Stage" };
/** A whole number. */
export type Integer = number & { readonly __onstage?: "Integer" };

/** A field of the item: written as its name, without quotes, in a rule. */
export type Field = string & { readonly __onstage?: "Field" };
/** A value for the field that the parameter of the type `Field` before it names. */
export type FieldValue = boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An exact amount: a decimal number as text, and an ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** A user of the CRM. Written as a name or an address in a rule, or as a field such as `responsible`. */
export interface User {
  readonly id: number;
  readonly name: string;
  readonly email?: Email;
  readonly phone?: Phone;
}

/** Something that a person can open: what a helper such as `createPaymentLink` returns. */
export interface Link {
  readonly url: Url;
}

export type { Duration, Json };
