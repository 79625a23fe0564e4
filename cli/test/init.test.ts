import { existsSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { onstage, scratch } from "./support.ts";

const installed = path.resolve(import.meta.dirname, "..", "..", "node_modules");

it("writes a project that is in order, passes its tests and builds", async () => {
  using place = scratch();
  const made = await onstage(["init", "My rules"], { cwd: place.folder });
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("cd My rules") });
  const cwd = path.join(place.folder, "My rules");
  for (const file of made.stdout.trim().split("\n"))
    expect(existsSync(path.join(cwd, file)), file).toBe(true);
  expect(JSON.parse(readFileSync(path.join(cwd, "package.json"), "utf8"))).toMatchObject({
    name: "my-rules",
  });
  symlinkSync(installed, path.join(cwd, "node_modules"));
  expect(await onstage(["check", "--max-warnings", "0"], { cwd })).toMatchObject({ code: 0 });
  expect(await onstage(["fmt", "--check"], { cwd })).toMatchObject({ code: 0 });
  const tested = await onstage(["test"], { cwd });
  expect(tested.stdout + tested.stderr).toMatch(/3 passed/);
  expect(tested.code).toBe(0);
  expect(await onstage(["build"], { cwd })).toMatchObject({ code: 0 });
});

it("writes nothing over", async () => {
  using place = scratch();
  place.write("rules/payment.rules", "const mine = 1\n");
  const made = await onstage(["init"], { cwd: place.folder });
  expect(made).toMatchObject({ code: 2, stdout: "" });
  expect(made.stderr).toContain("is there already, and nothing was written");
  expect(existsSync(path.join(place.folder, "onstage.json"))).toBe(false);
});

it("says why where it may not write", async () => {
  using place = scratch();
  place.write("file", "");
  const made = await onstage(["init", "file/inside"], { cwd: place.folder });
  expect(made).toMatchObject({ code: 2, stdout: "" });
  expect(made.stderr).toContain("cannot be written into `file/inside`");
  expect(made.stderr).not.toContain("at init");
});
