import { printable, printableJson } from "../output/printable.ts";
import { readRun } from "../service/answers.ts";
import { Refusal, serviceClient } from "../service/client.ts";

/** What a person can do to runs by their ids. */
export type Decision = "retry" | "run-now" | "sent" | "send-again";

export interface DecideOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
}

const said: Readonly<Record<Decision, string>> = {
  retry: "is tried again",
  "run-now": "runs now",
  sent: "is done: it was sent",
  "send-again": "is sent again",
};

function routeOf(id: string, what: Decision): readonly [path: string, body?: object] {
  const run = `/v1/runs/${encodeURIComponent(id)}`;
  switch (what) {
    case "retry":
    case "run-now":
      return [`${run}/${what}`];
    case "sent":
    case "send-again":
      return [`${run}/confirm`, { outcome: what }];
  }
}

/** A decision about runs, one after the other; one that is refused does not hold up the next. Answers the exit code. */
export async function decide(
  ids: readonly string[],
  what: Decision,
  options: DecideOptions,
): Promise<number> {
  const client = serviceClient(options.url);
  const runs: unknown[] = [];
  let refused = 0;
  for (const id of ids) {
    try {
      const answer = await client.post(...routeOf(id, what));
      const run = readRun(answer);
      runs.push(answer);
      process.stderr.write(`${printable(run.item)}: ${printable(run.rule)} ${said[what]}\n`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused += 1;
      process.stderr.write(`${printable(id)}: ${error.message}\n`);
    }
  }
  if (options.format === "json") process.stdout.write(`${printableJson({ runs })}\n`);
  return refused > 0 ? 1 : 0;
}
