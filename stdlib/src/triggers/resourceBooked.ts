import type { DateTime, Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface ResourceBooked {
  /** Name of the resource. */
  readonly resource?: Text;
  readonly from?: DateTime;
  readonly until?: DateTime;
}

/**
 * The client has booked a resource: a room, a car, an hour of somebody.
 *
 * @param resource only this resource, by its name; any if left out
 * @group Booking
 */
export function resourceBooked(event: ResourceBooked, resource?: Text): boolean {
  return isText(event.resource, resource);
}
