import { existsSync, openSync, readdirSync, readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, hardship, until } from "./load.ts";
import { smallDisk } from "./small-disk.ts";

/** A mail server that takes connections and never says a word: mails to it are under way until somebody gives up. */
async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `smtp://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

describe("the log", { timeout: 120_000 }, () => {
  it("may lose its reader: the service goes on and ends as usual", async () => {
    const own = await hardship();
    const serving = await own.start();
    own.send(() => serving);
    await own.more(5);
    serving.child.stdout?.destroy();
    serving.child.stderr?.destroy();
    await own.more(20);
    await own.enough();
    expect(await own.outcome(serving)).toMatchObject({ broken: [], uncertain: 0 });
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
  });

  it("may have a reader that does not read: nobody waits for it, not even the end", async () => {
    const own = await hardship();
    const serving = await own.start();
    serving.child.stdout?.removeAllListeners("data").pause();
    own.send(() => serving);
    // A pipe takes 64 KiB, and a socket some more; an event has about five lines of 150 bytes.
    await own.more(1200);
    await own.enough();
    expect(await ask(serving, "/readyz")).toMatchObject({ status: 200 });
    serving.child.kill("SIGTERM");
    const code = new Promise((resolve) => serving.child.on("exit", resolve));
    expect(await code).toBe(0);
    serving.child.stdout?.resume();
  });

  it("may be a file on a full disk: lines are missing, and it says how many once there is room", async () => {
    const own = await hardship();
    const disk = await smallDisk(path.join(own.own.folder, "logs"), 1);
    onTestFinished(() => disk.remove());
    const target = disk.outside("service.log");
    const serving = await own.start({ stdout: openSync(target, "a") });
    own.send(() => serving);
    await own.more(5);
    disk.fill(serving.child);
    await own.more(50);
    disk.makeRoom(serving.child);
    await until(
      async () => readFileSync(target, "utf8"),
      (log) => log.includes("are missing here"),
    );
    await own.enough();
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
  });
});

describe("a signal to end", { timeout: 120_000 }, () => {
  it.each([1, 3])(
    "under load, %i times: ends cleanly, and all that was acknowledged is there",
    async (times) => {
      const own = await hardship();
      let serving = await own.start();
      own.send(() => serving);
      await own.more(30);
      for (let time = 0; time < times; time += 1) serving.child.kill(time === 0 ? "SIGTERM" : "SIGINT");
      expect(await serving.ended).toBe(0);
      expect(serving.log()).toContain("the service has stopped");
      serving = await own.start();
      expect(serving.log()).not.toContain("was cut off");
      await own.more(5);
      await own.enough();
      expect(await own.outcome(serving)).toMatchObject({ broken: [], uncertain: 0 });
    },
  );

  it("waits no longer than its limit for a mail and a request that do not end, and says what became of them", async () => {
    const own = await hardship({ ONSTAGE_SMTP_URL: await silentServer() });
    const serving = await own.start();
    own.send(() => serving);
    await own.more(3);
    await own.enough();
    await until(
      () => ask(serving, "/v1/runs?status=running"),
      ({ text }) => text.includes("sendEmail"),
    );
    const { hostname, port } = new URL(serving.url);
    const slow = connect(Number(port), hostname);
    slow.on("error", () => undefined);
    slow.write("POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n");
    const asked = performance.now();
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
    // Ten seconds for what runs, and what its threads have to end after that.
    expect(performance.now() - asked).toBeLessThan(20_000);
  });
});

it("a service that may open few files takes as many connections as leave room for its work, and goes on", {
  timeout: 120_000,
}, async () => {
  const own = await hardship();
  // Room for what it opens itself at full load, and not for all who come: 78 connections.
  const serving = await own.start({ under: ["sh", "-c", 'ulimit -n 256; exec "$0" "$@"'] });
  own.send(() => serving);
  await own.more(5);
  const { hostname, port } = new URL(serving.url);
  const sockets = Array.from({ length: 400 }, () => connect(Number(port), hostname));
  for (const socket of sockets) socket.on("error", () => undefined);
  const open = `/proc/${serving.child.pid}/fd`;
  if (existsSync(open)) {
    await until(
      async () => readdirSync(open).length,
      (count) => count >= 100,
    );
  }
  await until(
    async () => serving.log(),
    (log) => log.includes("a connection was refused: there are as many as there may be"),
  );
  // Those who were there before are served, and mails and links go out.
  await own.more(20);
  if (existsSync(open)) expect(readdirSync(open).length).toBeLessThan(230);
  for (const socket of sockets) socket.destroy();
  await own.more(20);
  await own.enough();
  expect(await own.outcome(serving)).toMatchObject({ broken: [], uncertain: 0 });
  serving.child.kill("SIGTERM");
  expect(await serving.ended).toBe(0);
});
