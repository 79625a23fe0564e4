import type { ItemRef } from "@onstage/runtime";
import { inTimezone } from "./moment.ts";
import type { FunnelRecord } from "./record.ts";
import { moveReports, noteReports, runReport } from "./report.ts";
import { renderTimeline } from "./timeline.ts";

/** What happened so far, of one item or of all, by the clocks of a zone. */
export function timelineOf(record: FunnelRecord, timezone: string, item?: ItemRef): readonly string[] {
  const show = (utc: string): string => inTimezone(utc, timezone);
  const changes = record.changes(item);
  return renderTimeline({
    runs: record.runs(item).map((run) => runReport(run, show)),
    moves: moveReports(changes, show),
    notes: noteReports(changes, show),
  });
}
