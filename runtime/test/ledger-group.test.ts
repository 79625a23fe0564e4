import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { LedgerError } from "../src/index.ts";
import type { Disk } from "../src/ledger/sqlite/disk.ts";
import { createGroup } from "../src/ledger/sqlite/group.ts";

/** A disk that is as slow as the test wants it. */
function slowDisk() {
  const asked: { readonly done: () => void; readonly failed: (error: Error) => void }[] = [];
  let now = 0;
  const disk: Disk = {
    sync: () => new Promise((done, failed) => void asked.push({ done, failed })),
    syncNow: () => {
      now += 1;
    },
    close: () => undefined,
  };
  return { disk, asked, syncedNow: () => now };
}

function open() {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE texts (text TEXT UNIQUE)");
  const slow = slowDisk();
  const undone: number[] = [];
  const group = createGroup(db, { disk: slow.disk, undone: () => void undone.push(1) });
  const ends: string[] = [];
  const add = (text: string) =>
    group
      .run(() => ({ answer: db.prepare("INSERT INTO texts VALUES (?)").run(text), written: [] }))
      .then(
        () => void ends.push(text),
        (error: unknown) => {
          ends.push(`not ${text}`);
          expect(error).toBeInstanceOf(LedgerError);
        },
      );
  const texts = () =>
    db
      .prepare("SELECT text FROM texts ORDER BY rowid")
      .all()
      .map((row) => row.text);
  return { ...slow, db, group, ends, undone, add, texts };
}

it("answers nobody before the disk has what was committed, and works meanwhile", async () => {
  const { add, asked, ends, texts, group } = open();
  const first = add("a");
  await turn();
  await turn();
  expect(asked).toHaveLength(1);
  const rest = [add("b"), add("c")];
  const seen = group.read(() => texts());
  await turn();
  await turn();
  expect({ ends, texts: texts(), syncs: asked.length }).toEqual({
    ends: [],
    texts: ["a", "b", "c"],
    syncs: 1,
  });
  asked[0]?.done();
  await first;
  await turn();
  expect({ ends, syncs: asked.length }).toEqual({ ends: ["a"], syncs: 2 });
  asked[1]?.done();
  await Promise.all(rest);
  expect(ends).toEqual(["a", "b", "c"]);
  expect(await seen).toEqual(["a", "b", "c"]);
});

it("lets one that fails take no other with it, and tells who remembers what was worked", async () => {
  const { add, asked, ends, texts, undone } = open();
  const all = ["a", "b", "a", "c"].map(add);
  await turn();
  await turn();
  asked[0]?.done();
  await Promise.all(all);
  expect(texts()).toEqual(["a", "b", "c"]);
  expect(ends.toSorted()).toEqual(["a", "b", "c", "not a"]);
  expect(undone.length).toBeGreaterThan(0);
});

it("takes nothing more once the disk has not confirmed what was written", async () => {
  const { add, asked, ends } = open();
  const first = add("a");
  await turn();
  await turn();
  const second = add("b");
  await turn();
  asked[0]?.failed(new Error("EIO"));
  await Promise.all([first, second, add("c")]);
  expect(ends.toSorted()).toEqual(["not a", "not b", "not c"]);
});

it("puts everything on disk at once when it is closed", async () => {
  const { add, group, syncedNow, texts, ends } = open();
  const first = add("a");
  await turn();
  await turn();
  const second = add("b");
  group.flush();
  expect(syncedNow()).toBe(2);
  await Promise.all([first, second]);
  expect({ ends, texts: texts() }).toEqual({ ends: ["a", "b"], texts: ["a", "b"] });
});
