import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startProcess } from "../service-process.ts";
import { type Answered, ask, type Hardship, hardship, until } from "./load.ts";
import { limited, type SmallDisk, smallDisk } from "./small-disk.ts";

/** A refusal is for whoever called: it says what it is, and nothing of the inside. */
function expectProblems(refused: readonly Answered[]): void {
  for (const { status, type, text } of refused) {
    expect(status).toBe(503);
    expect(type).toContain("application/problem+json");
    expect(text).not.toMatch(/ {4}at |\.[jt]s:\d|SQLITE|ledger\.db/);
  }
}

async function onDisk(
  kind: (folder: string) => SmallDisk | Promise<SmallDisk>,
): Promise<Hardship & { readonly disk: SmallDisk }> {
  const own = await hardship();
  const disk = await kind(path.join(own.own.folder, "data"));
  onTestFinished(() => disk.remove());
  return { ...own, disk };
}

const small = (folder: string) => smallDisk(folder, 12);

describe("a disk that takes nothing more", { timeout: 120_000 }, () => {
  it.each([
    ["since it is full", small],
    ["since files may not grow", limited],
  ])(
    "%s: the service refuses what it cannot keep, keeps the rest, and goes on once it can",
    async (_, kind) => {
      const { disk, ...own } = await onDisk(kind);
      const serving = await own.start({ under: disk.under });
      own.send(() => serving);
      await own.more(20);
      disk.fill(serving.child);
      const ready = await until(
        () => ask(serving, "/readyz"),
        ({ status }) => status !== 200,
      );
      expect(ready).toMatchObject({
        status: 503,
        text: expect.stringContaining("the ledger cannot be written"),
      });
      await own.refusals(1);
      expect(await ask(serving, "/healthz")).toMatchObject({ status: 200 });
      expect(await ask(serving, "/v1/items/contacts/1")).toMatchObject({ status: 200 });
      disk.makeRoom(serving.child);
      await own.more(10);
      await own.enough();
      await until(
        () => ask(serving, "/readyz"),
        ({ status }) => status === 200,
      );
      expect(await own.outcome(serving)).toMatchObject({ broken: [], uncertain: 0 });
      expectProblems([...own.refused, ready]);
      serving.child.kill("SIGTERM");
      expect(await serving.ended).toBe(0);
    },
  );

  it("lets the service end, and start again once there is room, with all that was acknowledged", async () => {
    const { disk, ...own } = await onDisk(small);
    let serving = await own.start({ under: disk.under });
    own.send(() => serving);
    await own.more(20);
    disk.fill(serving.child);
    await own.refusals(1);
    expect(await ask(serving, "/readyz")).toMatchObject({
      text: expect.stringMatching(/full|grow|status":"ok/),
    });
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);

    const again = startProcess(own.own.folder, {}, { under: disk.under });
    // It may find room in what the end of the other has freed, or says what it lacks.
    const refused = await again.serving.then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (refused === undefined) again.child.kill("SIGKILL");
    else {
      expect(refused).toMatch(/disk is full/);
      expect(refused).not.toMatch(/ {4}at |this is a bug/);
      expect(await again.ended).toBe(2);
    }
    await again.ended;

    disk.makeRoom(again.child);
    serving = await own.start({ under: disk.under });
    await own.more(5);
    await own.enough();
    expect(await own.outcome(serving)).toMatchObject({ broken: [] });
  });
});
