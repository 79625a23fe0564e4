import { UsageError } from "../usage-error.ts";
import type { ServiceClient } from "./client.ts";

/** Shows a moment of the ledger, which is in UTC: `2026-03-02T10:00:00+01:00`. */
export type ShowMoment = (utc: string) => string;

/** Moments as the clocks of a zone show them. */
export interface Zone {
  readonly name: string;
  readonly show: ShowMoment;
}

/**
 * The zone to show times in: the one that was named, or else that of the service, in which its sentences are written.
 *
 * @param given name of a zone
 */
export async function zoneFor(given: string | undefined, client: ServiceClient): Promise<Zone> {
  if (given !== undefined) return zoneOf(given);
  const answer = await client.get("/v1/rulesets");
  const known = typeof answer === "object" && answer !== null && "timezone" in answer;
  return zoneOf(known && typeof answer.timezone === "string" ? answer.timezone : "UTC");
}

/** @param given name of a zone */
function zoneOf(given: string): Zone {
  try {
    // Swedish writes dates as ISO 8601 does.
    const format = new Intl.DateTimeFormat("sv-SE", {
      dateStyle: "short",
      timeStyle: "medium",
      timeZone: given,
    });
    const { timeZone } = format.resolvedOptions();
    const offset = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    return {
      name: timeZone,
      show: (utc) => {
        const moment = new Date(utc);
        if (Number.isNaN(moment.getTime())) return utc;
        const part = offset.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "";
        return `${format.format(moment).replace(" ", "T")}${part === "GMT" ? "Z" : part.replace("GMT", "")}`;
      },
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`there is no time zone “${given}”`, "write it by its name, such as Europe/Berlin");
  }
}
