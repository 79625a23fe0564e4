import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { hardship } from "./load.ts";

const double = path.join(import.meta.dirname, "fault-double.mjs");

describe("a service that cannot go on", { timeout: 120_000 }, () => {
  it.each([
    ["its disk does not confirm a write", "disk", /error: The disk did not confirm what was written/],
    ["it meets a bug of its own", "bug", /error: The service met an error .+: a bug in the service\./],
  ])("ends with 2 and a word where %s; a new start has all that was acknowledged", async (_, fault, says) => {
    const own = await hardship();
    const faults = path.join(own.own.folder, "faults");
    mkdirSync(faults);
    const told: string[] = [];
    const listener = createServer(async (request, response) => {
      told.push(await text(request));
      response.end();
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void listener.close());
    const address = listener.address();
    const alerts = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    const broken = await own.start({
      under: [
        ...["env", `FAULT_DOUBLE=${faults}`, `NODE_OPTIONS=--import=${double}`],
        `ONSTAGE_ALERT_URL=${alerts}`,
      ],
    });
    let serving = broken;
    own.send(() => serving);
    await own.more(20);
    own.own.write(`faults/${fault}`, "");
    expect(await broken.ended).toBe(2);
    expect(broken.log()).toMatch(says);
    expect(broken.log()).toMatch(/"level":60,.+"msg":"the service cannot go on"/);

    expect(told.map((one) => JSON.parse(one))).toContainEqual(expect.objectContaining({ alert: "broken" }));

    serving = await own.start();
    await own.more(20);
    await own.enough();
    const { uncertain, ...outcome } = await own.outcome(serving);
    expect(outcome.broken).toEqual([]);
    // Mails whose end could not be written down; a hundred would be more than were under way.
    expect(uncertain).toBeLessThan(100);
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
  });
});
