import { type DestinationStream, type Logger, pino } from "pino";

export interface LogOptions {
  /** `info` if left out; `silent` for none. */
  readonly level?: string;
  /** Standard output if left out. */
  readonly destination?: DestinationStream;
}

/** Makes the log of a service: one JSON object a line, in which no authorization is ever shown. */
export function createLog({ level = "info", destination }: LogOptions = {}): Logger {
  const paths = ["authorization", "token", "*.authorization", "*.headers.authorization"];
  const options = { level, base: null, redact: { paths, censor: "***" } };
  return destination ? pino(options, destination) : pino(options);
}
