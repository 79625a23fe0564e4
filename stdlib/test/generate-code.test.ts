import { PermanentError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { generateCode } from "../src/actions/generateCode.ts";
import { errorOf, type TestContext, testContext } from "./context.ts";

const secret = "what nobody outside knows: 0123456789";

/** Contexts of runs that share their counters and their secret, as those of one service do. */
function runs(linkKey = secret): (key: string) => TestContext {
  const counters = new Map<string, number>();
  return (key) => ({
    ...testContext({ key, environment: { ONSTAGE_LINK_KEY: linkKey } }),
    next: async (name) => {
      counters.set(name, (counters.get(name) ?? 0) + 1);
      return counters.get(name) ?? 0;
    },
  });
}

describe("a code", () => {
  it.each<[Parameters<typeof generateCode> extends [unknown, ...infer R] ? R : never, RegExp]>([
    [[], /^[2-9A-HJKMNP-Z]{8}$/u],
    [[6, "digits"], /^\d{6}$/u],
    [[64, "letters"], /^[A-HJKMNP-Z]{64}$/u],
    [[4, undefined, "SUMMER-"], /^SUMMER-[2-9A-HJKMNP-Z]{4}$/u],
  ])("has the form that is asked for: %j", async (args, form) => {
    expect(await generateCode(runs()("one"), ...args)).toMatch(form);
  });

  it("is made of all its characters about as often", async () => {
    const run = runs();
    let all = "";
    for (let index = 0; index < 100; index += 1) all += await generateCode(run(`run ${index}`), 64, "digits");
    for (const digit of "0123456789") {
      const share = all.split(digit).length - 1;
      expect(share).toBeGreaterThan(500);
      expect(share).toBeLessThan(780);
    }
  });

  it("is another one for another run, however many there are", async () => {
    const run = runs();
    const codes = new Set<string>();
    // More than half of all codes of four digits: by chance alone, many would come twice.
    for (let index = 0; index < 5500; index += 1)
      codes.add(await generateCode(run(`run ${index}`), 4, "digits"));
    expect(codes.size).toBe(5500);
  });

  it("is the same where a run is repeated and its numbers are", async () => {
    expect(await generateCode(runs()("one"))).toBe(await generateCode(runs()("one")));
    expect(await generateCode(runs()("one"))).not.toBe(await generateCode(runs()("two")));
  });

  it("is worked out by nobody who knows the key of the run, and not the secret of the service", async () => {
    const codes = await Promise.all(
      [secret, "another secret", "run-1"].map((linkKey) => generateCode(runs(linkKey)("run-1"))),
    );
    expect(new Set(codes).size).toBe(3);
    const error = await errorOf(generateCode(testContext({ key: "run-1" })));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("ONSTAGE_LINK_KEY is not set");
  });

  it("may be the same where that does no harm", async () => {
    const run = runs();
    const twice = [
      await generateCode(run("one"), 8, undefined, "", false),
      await generateCode(run("one"), 8, undefined, "", false),
    ];
    expect(twice[0]).toBe(twice[1]);
  });

  it("is refused where nearly all are taken, or where it is too short or too long", async () => {
    const taken = { ...runs()("one"), next: async () => 2 };
    expect(await errorOf(generateCode(taken, 4))).toBeInstanceOf(PermanentError);
    expect((await errorOf(generateCode(taken, 4))).message).toContain("Ask for a longer one");
    for (const length of [0, 3, 65, 4.5, Number.NaN]) {
      expect((await errorOf(generateCode(testContext(), length))).message).toContain("4 to 64 characters");
    }
  });
});
