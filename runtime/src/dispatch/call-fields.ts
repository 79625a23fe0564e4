import type { ActionCall } from "./port.ts";

/** What a log line says of the run that a call is made for. */
export function callFields(call: ActionCall): Readonly<Record<string, unknown>> {
  return {
    run: call.run.id,
    item: `${call.item.entity}/${call.item.id}`,
    visit: call.visit,
    rule: call.run.rule,
    action: call.action,
    attempt: call.run.attempt,
    source: `${call.run.source.file}:${call.run.source.line}`,
  };
}
