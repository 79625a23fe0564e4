import type { Json } from "../rules/values.ts";

/*
 * Types of parameters that say which items an action is about. What a rule gives for them is checked against the schema:
 * stages, pipelines and fields against the entity that the parameter before them names, by a name or by an item; against
 * the item's own where there is none.
 */

/** An entity of the schema: written by its name or title, in quotes, in a rule, handed over as its name. */
export type EntityName = string & { readonly __onstage?: "EntityName" };
/** A pipeline: written as its title in a rule, handed over as its id. */
export type Pipeline = string & { readonly __onstage?: "Pipeline" };

/** Values for fields of a new item, by name: `{ title: "…", amount: amount }`. Required ones have to be there. */
export interface NewFields {
  readonly [field: string]: Json;
}
/** Values to be written into fields, by name. */
export interface Fields {
  readonly [field: string]: Json;
}

/** A file as an item holds it: its address, or what the CRM or the service knows of it. */
export type File =
  | (string & { readonly __onstage?: "File" })
  | { readonly name?: string; readonly url?: string; readonly hash?: string; readonly id?: number | string };
