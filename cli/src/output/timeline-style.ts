import type { TimelineStyle } from "@onstage/stdlib/testing";
import type { colorsFor } from "./colors.ts";

/** The colours of a timeline: those of the signs on a CRM card. */
export function timelineStyle(colors: ReturnType<typeof colorsFor>): TimelineStyle {
  return {
    strong: colors.bold,
    faint: colors.dim,
    status: (text, status) => {
      switch (status) {
        case "done":
          return colors.green(text);
        case "failed":
          return colors.red(text);
        case "waiting":
        case "running":
          return colors.yellow(text);
        case "skipped":
        case "cancelled":
          return colors.dim(text);
      }
    },
  };
}
