import { fstatSync, writeSync } from "node:fs";

/** Where a log goes that nobody may have to wait for. */
export interface Output {
  /** Takes lines, each with its end; comes back at once. */
  readonly write: (lines: string) => void;
}

const STDOUT = 1;
/** Bytes that wait for a reader at most; what comes then is lost, and counted. */
const MOST_WAITING = 4 * 1024 * 1024;
const LINE_END = /\n/g;

function linesIn(text: string): number {
  return text.match(LINE_END)?.length ?? 0;
}

/** The line that stands where others are missing. */
function missing(lines: number): string {
  const msg = "lines of the log are missing here: they could not be written";
  return `${JSON.stringify({ level: 40, time: Date.now(), lines, msg })}\n`;
}

/** A file takes what it is given at once, or refuses it: its disk may be full. */
function toFile(text: string): boolean {
  try {
    writeSync(STDOUT, text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The standard output as the place of a log. The work of the service is worth more than its log: a reader that does not
 * read, has gone, or has no room for a file neither stops it nor keeps it waiting.
 */
export function standardOutput(): Output {
  let lost = 0;
  const isFile = fstatSync(STDOUT).isFile();
  // A reader that has gone does not come back: everything is lost from then on.
  if (!isFile) process.stdout.on("error", () => undefined);
  const toStream = (text: string): boolean => {
    if (process.stdout.writableLength > MOST_WAITING) return false;
    process.stdout.write(text);
    return true;
  };
  const put = isFile ? toFile : toStream;
  return {
    write: (lines) => {
      if (put(lost === 0 ? lines : missing(lost) + lines)) lost = 0;
      else lost += linesIn(lines);
    },
  };
}
