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
}

export interface Field {
  readonly type: FieldType;
  readonly title?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly many?: boolean;
  readonly options?: readonly Option[];
  /** For `Link`: the entity it points at. */
  readonly entity?: string;
  /** For `Money`: the field that holds the currency code beside the number. */
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
  /** The name of one item, as a type: `Deal`. */
  readonly item: string;
  readonly pipelines?: readonly Pipeline[];
  readonly fields: Readonly<Record<string, Field>>;
  /** Link fields at which the client stands, the most preferred first. */
  readonly client?: readonly string[];
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
  readonly active?: boolean;
  readonly manager?: number;
}

export interface CrmSchema {
  readonly entities: Readonly<Record<string, Entity>>;
  readonly users?: readonly User[];
}

/** A schema with nothing in it: what is checked against where the real one cannot be read. */
export const emptySchema: CrmSchema = { entities: {} };
