import { describe, expect, it } from "vitest";
import { serve, token } from "./serving.ts";
import { onstage, project } from "./support.ts";

describe("onstage token", () => {
  it("makes tokens, lists them and takes them back, over a running service", async () => {
    using own = project();
    const serving = await serve(own, {});
    const as =
      (given: string) =>
      (...args: string[]) =>
        onstage(args, { cwd: own.folder, env: { ONSTAGE_URL: serving.url, ONSTAGE_TOKEN: given } });
    const admin = as(token);

    expect(await admin("token", "list")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("no token was made"),
    });
    const made = await admin(
      "token",
      "create",
      "crm",
      "--scope",
      "runs:read",
      "events:write",
      "--expires",
      "90d",
    );
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^onstage_[0-9a-f]{16}_[A-Za-z0-9_-]{43}\n$/),
      stderr: "the token crm is for runs:read, events:write; it is shown this once, so keep it now\n",
    });
    const secret = made.stdout.trim();

    const crm = as(secret);
    expect(await crm("runs")).toMatchObject({ code: 0 });
    const missing = await crm("token", "list");
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toMatch(/needs a token for admin/);

    const listed = await admin("token", "list");
    expect(listed.stdout).toMatch(
      /^crm {2}[0-9a-f]{16} {2}runs:read, events:write {2}200\/s, last used .* ends /,
    );
    expect(listed.stdout).not.toContain(secret.slice(-43));
    const json = await admin("token", "list", "--format", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({ tokens: [{ name: "crm", rate: 200 }] });

    expect(await admin("token", "create", "crm", "--scope", "admin")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is a token named “crm” already"),
    });
    for (const [args, said] of [
      [["create", "a"], /required option '--scope/],
      [["create", "a", "--scope", "all"], /Allowed choices are events:write, runs:read, runs:write, admin/],
      [["create", "a", "--scope", "admin", "--expires", "soon"], /“soon” is no moment/],
      [["create", "a\tb", "--scope", "admin"], /"name" is not written as it has to be/],
    ] as const) {
      const wrong = await admin("token", ...args);
      expect(wrong, args.join(" ")).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(said),
      });
    }

    expect(await admin("token", "revoke", "crm")).toMatchObject({
      code: 0,
      stderr: "the token crm holds no more\n",
    });
    expect(await crm("runs")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("does not know this token"),
    });
    expect(await admin("token", "revoke", "crm")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no token “crm”"),
    });
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
    expect(serving.log()).not.toContain(secret.slice(-43));
  });
});
