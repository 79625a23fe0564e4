/**
 * Matchers for funnels, their timelines in snapshots, and an end for each test. One line registers them all, in a test
 * file or in `setupFiles` of Vitest's configuration:
 *
 *     import "@onstage/stdlib/testing/vitest";
 */
import { afterAll, afterEach, beforeEach, expect } from "vitest";
import { openFunnels } from "../open-funnels.ts";
import { isStory, storyOfValue } from "../story.ts";
import type { TestFunnel } from "../test-funnel.ts";
import { unexpectedTimers } from "./end.ts";
import type { Because, ExpectedArgs, ExpectedRun } from "./matchers.ts";
import * as matchers from "./matchers.ts";

export type { Because, ExpectedArgs, ExpectedRun } from "./matchers.ts";

/** What can be expected of an item, or of a funnel. */
export interface FunnelMatchers<R> {
  /**
   * A rule, or an action, was done for this item.
   *
   * @param rule its name, or that of its action
   * @param args what it was called with, or handed to its provider; what is not named may be anything
   */
  toHaveRun: (rule: string, args?: ExpectedArgs, how?: ExpectedRun) => R;
  /** A rule was skipped. */
  toHaveSkipped: (rule: string, why?: Because) => R;
  /** A rule has failed. */
  toHaveFailed: (rule: string, why?: Because) => R;
  /** A rule was cancelled. */
  toHaveCancelled: (rule: string, why?: Because) => R;
  /** Something waits until a moment: `2026-06-11 10:00` in the zone of the rules, or ISO 8601. The test may end so. */
  toBeWaitingUntil: (moment: string, rule?: string) => R;
  /** The item is in a stage, by its title. */
  toBeIn: (stage: string) => R;
  /** Nothing waits for a time, or is under way: of an item, or of a whole funnel. */
  toHaveNoTimersLeft: () => R;
}

declare module "vitest" {
  // The parameters have to be those of the test runner's own interface.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends FunnelMatchers<R> {
    /** Never there: it only uses the second parameter. */
    readonly __received?: T;
  }
}

expect.extend({
  toHaveRun: matchers.toHaveRun,
  toHaveSkipped: matchers.toHaveSkipped,
  toHaveFailed: matchers.toHaveFailed,
  toHaveCancelled: matchers.toHaveCancelled,
  toBeWaitingUntil: matchers.toBeWaitingUntil,
  toBeIn: matchers.toBeIn,
  toHaveNoTimersLeft: matchers.toHaveNoTimersLeft,
});
expect.addSnapshotSerializer({ test: isStory, serialize: storyOfValue });

/** Funnels that were made for several tests, and are closed behind the last of them. */
let shared: ReadonlySet<TestFunnel> = new Set();

beforeEach(() => {
  shared = new Set(openFunnels());
});

afterEach(async ({ task }) => {
  // Of tests that run side by side nobody knows which funnel is whose; they are closed with the file.
  if (task.concurrent === true) return;
  const own = openFunnels().filter((funnel) => !shared.has(funnel));
  const hasFailed = task.result?.state === "fail";
  try {
    if (hasFailed) return;
    const left = own.flatMap(unexpectedTimers);
    if (left.length > 0) throw new Error(left.join("\n\n"));
    for (const funnel of own) await funnel.close();
  } finally {
    for (const funnel of own) await funnel.discard();
  }
});

afterAll(async () => {
  for (const funnel of openFunnels()) await funnel.discard();
});
