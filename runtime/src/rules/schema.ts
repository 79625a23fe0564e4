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
}

export interface Field {
  readonly type: FieldType;
  readonly title?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly many?: boolean;
  /** For `Option`: what can be chosen. */
  readonly options?: readonly Option[];
  /** For `Link`: the name of the entity it points at. */
  readonly entity?: string;
  /** For `Money`: the text field that holds the currency code beside the number. */
  readonly currencyField?: string;
}

export interface Stage {
  readonly id: string;
  readonly title: string;
  readonly final?: "success" | "failure";
}

export interface Pipeline {
  readonly id: string;
  readonly title: string;
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
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
  readonly active?: boolean;
  /** The id of the user's supervisor. */
  readonly manager?: number;
}

export interface CrmSchema {
  readonly entities: Readonly<Record<string, Entity>>;
  readonly users?: readonly User[];
}
