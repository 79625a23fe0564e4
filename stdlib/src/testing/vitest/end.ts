import { itemName } from "../record.ts";
import type { TestFunnel } from "../test-funnel.ts";
import { timersOf } from "../timers.ts";
import { standing, told } from "./explain.ts";

/** What is wrong with a test that ends while something waits of which it has said nothing; nothing where all is well. */
export function unexpectedTimers(funnel: TestFunnel): readonly string[] {
  if (funnel.allowsTimers()) return [];
  const left = timersOf(funnel.record).filter(({ id }) => !funnel.expected.has(id));
  if (left.length === 0) return [];
  return [
    told({
      funnel,
      expected:
        "the test has ended while something waits. Let time pass, expect it with `toBeWaitingUntil`, or say `crm.allowTimers()`",
      nearest: left.map((run) => `${itemName(run.item)}: ${standing(run, funnel)}`),
    }),
  ];
}
