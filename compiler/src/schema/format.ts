/** The CRM schema as `crm.schema.json` holds it. Ids and titles are both kept: people write titles, runs keep ids. */

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
  readonly options?: readonly Option[];
  /** For `Link`: the entity it points at. */
  readonly entity?: string;
  /** For `Money`: the field that holds the currency code beside the number. */
  readonly currencyField?: string;
  /** For `Email` and `Phone`: what the address is for. */
  readonly use?: "work" | "home" | "mobile" | "other";
}

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
  /** The name of one item, as a type: `Deal`. */
  readonly item: string;
  readonly pipelines?: readonly Pipeline[];
  readonly fields: Readonly<Record<string, Field>>;
  /** Link fields at which the client stands, the most preferred first. */
  readonly client?: readonly string[];
  /** The yes or no field by which somebody has opted out of messages; `optOut` if left out, where there is one. */
  readonly optOut?: string;
}

/** Days on which a user is away, both included. */
export interface Absence {
  readonly from: string;
  readonly to: string;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly active?: boolean;
  /** What the user was called before: rules that still say so mean this one. */
  readonly formerly?: readonly string[];
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

/** A schema with nothing in it: what is checked against where the real one cannot be read. */
export const emptySchema: CrmSchema = { entities: {} };
