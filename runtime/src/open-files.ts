import { readFileSync } from "node:fs";
import { isRecord, property } from "./unknown.ts";

/** What the service needs for itself: its files, its threads and their pipes, and the mails that are under way. */
const OWN = 100;

/** The most threads that connect to the outside at a time: executors, those that stand in for them, and the main thread. */
const MOST_THREADS = 5;

/** The limit as the system says it of this process; undefined where it does not. */
function limitOf(): number | undefined {
  let text: string | undefined;
  try {
    text = /^Max open files +(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  } catch {
    // Other systems have no such file, and the report of Node knows it.
    const limits = isRecord(process.report) ? property(process.report.getReport(), "userLimits") : undefined;
    text = String(property(property(limits, "open_files"), "soft"));
  }
  const limit = Number(text);
  return Number.isSafeInteger(limit) ? limit : undefined;
}

/** How many connections there may be, so that no file is missing for what has to be written. */
export interface RoomForConnections {
  /** From clients. */
  readonly incoming: number;
  /** To the outside, from one thread. */
  readonly outgoing: number;
}

/**
 * Shares out what the system lets a process open: half of it to those who call, half to what actions call.
 *
 * @param limit how many files may be open; undefined for any number
 */
export function roomFor(limit: number | undefined): RoomForConnections {
  const half = limit === undefined ? Number.POSITIVE_INFINITY : Math.max(0, limit - OWN) / 2;
  return {
    incoming: Math.max(16, Math.min(1000, Math.floor(half))),
    outgoing: Math.max(4, Math.min(256, Math.floor(half / MOST_THREADS))),
  };
}

let known: RoomForConnections | undefined;

/** The room that this process has. */
export function roomForConnections(): RoomForConnections {
  known ??= roomFor(limitOf());
  return known;
}
