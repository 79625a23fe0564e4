import { type DestinationStream, type Logger, pino } from "pino";
import { standardOutput } from "./standard-output.ts";

export interface LogOptions {
  /** `info` if left out; `silent` for none. */
  readonly level?: string;
  /** Standard output if left out. */
  readonly destination?: DestinationStream;
}

/** The log of a service, and where its lines go. */
export interface Log {
  readonly log: Logger;
  /** Takes lines that another thread has logged, each with its end. */
  readonly write: (lines: string) => void;
}

/** A logger of one JSON object a line, in which no authorization is ever shown. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const paths = ["authorization", "token", "*.authorization", "*.headers.authorization"];
  return pino({ level, base: null, redact: { paths, censor: "***" } }, destination);
}

/**
 * The same log for lines that are written again and again, of fixed fields: nothing in them is looked at as if it could be
 * an authorization, which takes longer than to write them.
 */
export function forFixedFields(log: Logger): Logger {
  return log.child({}, { redact: [] });
}

/** The end of every line, kept with it. */
const LINES = /(?<=\n)/;

/** Opens the log of a service. */
export function openLog({ level = "info", destination }: LogOptions = {}): Log {
  if (destination === undefined) {
    const standard = standardOutput();
    return { log: createLogger(level, standard), write: (lines) => standard.write(lines) };
  }
  return {
    log: createLogger(level, destination),
    write: (lines) => {
      for (const line of lines.split(LINES)) destination.write(line);
    },
  };
}
