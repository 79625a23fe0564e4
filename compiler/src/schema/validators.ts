import { Ajv, type ValidateFunction } from "ajv";
import configFormat from "../project/onstage.schema.json" with { type: "json" };
import crmFormat from "./crm.schema.json" with { type: "json" };

/** Ours are the schemas, and tests hold them against their meta-schema: a check need not do it again each time. */
export const ajvOptions = {
  allErrors: true,
  verbose: true,
  strict: false,
  validateSchema: false,
  meta: false,
  // Formats are for editors: what is wrong with a date is said where it is read.
  validateFormats: false,
} as const;

function lazily(format: object): () => ValidateFunction {
  let made: ValidateFunction | undefined;
  return () => {
    made ??= new Ajv(ajvOptions).compile(format);
    return made;
  };
}

/** Whether JSON has the shape of a CRM schema. The bundle of the command line has this compiled already. */
export const crmValidator = lazily(crmFormat);
/** Whether JSON has the shape of an `onstage.json`. */
export const configValidator = lazily(configFormat);
