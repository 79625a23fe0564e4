import type { ItemRef, Run } from "@onstage/runtime";
import type { FunnelRecord } from "./record.ts";

/** Runs that wait for a time, or are under way: what would still happen if time went on. */
export function timersOf(record: FunnelRecord, item?: ItemRef): readonly Run[] {
  return record
    .runs(item)
    .filter(({ status, due }) => status === "running" || (status === "waiting" && due !== null));
}
