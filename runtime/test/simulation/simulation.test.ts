import { describe, expect, it } from "vitest";
import { type Crash, live } from "./simulate.ts";

/** A limit on what hangs, far from what it takes, in milliseconds. */
const LIMIT = 180_000;

/** Seeds of CI; `npm run simulation` takes as many as one likes. */
const SEEDS = Array.from({ length: 100 }, (_, place) => 20_261_122 + place);

describe("a service that dies, is told things twice and late, and has its clock put forward and back", () => {
  it(
    "loses nothing, does nothing twice, keeps order, and starts nothing early or in a stage that was left",
    async () => {
      const counts: Record<string, number> = {};
      for (const seed of SEEDS) {
        const lived = await live({ seed, crashes: { onceIn: 40 } });
        expect(lived.broken, `seed ${seed}`).toEqual([]);
        for (const [name, count] of Object.entries({ ...lived.counts, crashes: lived.crashes })) {
          counts[name] = (counts[name] ?? 0) + count;
        }
      }
      // What never comes up is not proven.
      for (const name of [
        "crashes",
        "done",
        "failed",
        "skipped",
        "cancelled",
        "waiting",
        "uncertain",
        "repeated",
        "made",
        "came",
        "timed-out",
      ]) {
        expect(counts[name] ?? 0, name).toBeGreaterThan(20);
      }
    },
    LIMIT,
  );

  it(
    "keeps its promises wherever it dies",
    async () => {
      for (const seed of [7, 34, 48]) {
        const whole = await live({ seed, crashes: [] });
        expect(whole.broken).toEqual([]);
        for (let point = 0; point < whole.points; point += 1) {
          for (const when of ["before", "behind"] satisfies readonly Crash["when"][]) {
            const lived = await live({ seed, crashes: [{ point, when }] });
            expect(lived.crashes, `seed ${seed}`).toBe(1);
            expect(lived.broken, `seed ${seed}, dies ${when} point ${point}`).toEqual([]);
          }
        }
      }
    },
    LIMIT,
  );

  it("lives the same life again from the same seed, and another from another", async () => {
    const [first, again, other] = [7, 7, 8].map((seed) => live({ seed, crashes: { onceIn: 40 } }));
    expect(await again).toEqual(await first);
    expect((await other)?.log).not.toEqual((await first)?.log);
  });
});
