import type { Absence, CrmSchema, User } from "../schema/format.ts";
import { readWorkingHours, type WeekHours } from "../schema/working-hours.ts";
import type { Config } from "./config.ts";
import type { Rates } from "./rates.ts";

/** Hours and days off of one person; what is left out is as in the project. */
export interface PersonCalendar {
  readonly hours?: WeekHours;
  readonly absences?: readonly Absence[];
}

/** When people work, as a rule set carries it. */
export interface Calendar {
  readonly hours: WeekHours;
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
  /** By the id of the user. */
  readonly people: Readonly<Record<string, PersonCalendar>>;
}

function personOf({ workingHours, absences }: User): PersonCalendar {
  return {
    ...(workingHours === undefined ? {} : { hours: readWorkingHours(workingHours).week }),
    ...(absences === undefined ? {} : { absences }),
  };
}

/**
 * When people of a project work: the hours of its configuration, and those of users who have their own.
 *
 * @param config a configuration that was read without a problem
 * @param schema a CRM schema that was read without a problem
 */
export function calendarOf(config: Config, schema: CrmSchema): Calendar {
  const people = (schema.users ?? [])
    .map((user) => [String(user.id), personOf(user)] as const)
    .filter(([, person]) => Object.keys(person).length > 0);
  return {
    hours: config.workingHours,
    holidays: config.holidays,
    workdays: config.workdays,
    people: Object.fromEntries(people),
  };
}

/** What other currencies are worth in the project's. */
export function ratesOf(config: Config): Rates {
  return config.rates;
}
