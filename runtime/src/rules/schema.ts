import type { Absence } from "../time/calendar.ts";

/**
 * The CRM schema as the running rules carry it: plain data, written into every build by the compiler.
 * Its shape is that of `crm.schema.json`.
 */

/** The types a field of an item can have. `Link` points at an item of another entity. */
export type FieldType =
  | "Text"
  | "Number"
  | "Integer"
  | "Boolean"
  | "Date"
  | "DateTime"
  | "Time"
  | "Money"
  | "Email"
  | "Phone"
  | "Url"
  | "File"
  | "User"
  | "Option"
  | "Link";

export interface Option {
  readonly id: string;
  readonly title: string;
  /** What it was called before: rules that still say so mean this one. */
  readonly formerly?: readonly string[];
}

export interface Field {
  readonly type: FieldType;
  /** The name that the CRM itself has for it: `UF_CRM_1747309879`. */
  readonly id?: string;
  readonly title?: string;
  /** What it was called before: rules that still say so mean this one. */
  readonly formerly?: readonly string[];
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly many?: boolean;
  /** For `Option`: what can be chosen. */
  readonly options?: readonly Option[];
  /** For `Link`: the name of the entity it points at. */
  readonly entity?: string;
  /** For `Money`: the text field that holds the currency code beside the number. */
  readonly currencyField?: string;
  /** For `Email` and `Phone`: what the address is for. */
  readonly use?: AddressUse;
}

/** What an address of somebody is for. */
export type AddressUse = "work" | "home" | "mobile" | "other";

export interface Stage {
  readonly id: string;
  readonly title: string;
  /** What it was called before: rules that still say so mean this one. */
  readonly formerly?: readonly string[];
  readonly final?: "success" | "failure";
}

export interface Pipeline {
  readonly id: string;
  readonly title: string;
  /** What it was called before: rules that still say so mean this one. */
  readonly formerly?: readonly string[];
  readonly stages: readonly Stage[];
}

export interface Entity {
  readonly title: string;
  /** The name of one item of it, as a type: `Deal`. */
  readonly item: string;
  /** Pipelines in order; the first is where an item without one is created. None: the entity has no stages. */
  readonly pipelines?: readonly Pipeline[];
  readonly fields: Readonly<Record<string, Field>>;
  /** Link fields at which the client stands, the most preferred first: `["contact", "company"]`. */
  readonly client?: readonly string[];
  /** The yes or no field by which somebody has opted out of messages; `optOut` if left out, where there is one. */
  readonly optOut?: string;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly active?: boolean;
  /** What the user was called before: rules that still say so mean this one. */
  readonly formerly?: readonly string[];
  /** The id of the user's supervisor. */
  readonly manager?: number;
  /** Hours by days, as in `onstage.json`: `"mon-thu": "10:00-16:00"`. The project's, if left out. */
  readonly workingHours?: Readonly<Record<string, string>>;
  readonly absences?: readonly Absence[];
}

export interface CrmSchema {
  /** Version of the snapshot, for people. */
  readonly version?: string | number;
  readonly entities: Readonly<Record<string, Entity>>;
  readonly users?: readonly User[];
}
