import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, globSync, mkdirSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server in a folder of its own, reached by a socket in it. */
export interface Server extends AsyncDisposable {
  /** Where it is reached. */
  readonly socket: string;
}

/** How long a server may take to listen, in milliseconds. */
const patience = 30_000;

/** The user who runs servers that refuse to be run by root; undefined where we are somebody else. */
function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function find(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const inPath = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  // Where Debian puts it, which is in nobody's path.
  return globSync(`/usr/lib/postgresql/*/bin/${name}`).toSorted().at(-1) ?? inPath;
}

async function untilListening(socket: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) break;
    const client = connect(socket);
    const listens = await Promise.race([
      once(client, "connect").then(() => true),
      once(client, "error").then(() => false),
    ]).catch(() => false);
    client.destroy();
    if (listens) return;
  }
  throw new Error(`The server of ${socket} does not listen.`);
}

async function untilReady(folder: string, child: ChildProcess): Promise<void> {
  const ready = find("pg_isready") ?? "pg_isready";
  for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
    if (child.exitCode !== null) break;
    if (spawnSync(ready, ["-h", folder, "-U", "bench", "-q"], { stdio: "ignore" }).status === 0) return;
  }
  throw new Error(`PostgreSQL does not answer in ${folder}.`);
}

function serverOf(child: ChildProcess, socket: string): Server {
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null) return;
      // PostgreSQL takes it as a wish to wait for those who are still connected.
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Starts PostgreSQL on an empty cluster, with its usual durability; null where it is not installed. */
export async function startPostgres(folder: string): Promise<Server | null> {
  const [initdb, postgres] = [find("initdb"), find("postgres")];
  if (initdb === undefined || postgres === undefined) return null;
  const user = otherUser();
  mkdirSync(folder, { recursive: true });
  if (user !== undefined) {
    chownSync(folder, user.uid, user.gid);
    // That user has to get there, and need not see what lies beside.
    for (let above = path.dirname(folder); above.startsWith(tmpdir() + path.sep); above = path.dirname(above))
      chmodSync(above, 0o711);
  }
  const data = path.join(folder, "data");
  execFileSync(initdb, ["-D", data, "-U", "bench", "--auth=trust", "-E", "UTF8"], {
    ...user,
    stdio: "ignore",
  });
  const settings = {
    listen_addresses: "",
    unix_socket_directories: folder,
    fsync: "on",
    synchronous_commit: "on",
    shared_buffers: "256MB",
    max_wal_size: "4GB",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(postgres, ["-D", data, ...args], { ...user, stdio: "ignore" });
  const server = serverOf(child, path.join(folder, ".s.PGSQL.5432"));
  await untilReady(folder, child);
  return { ...server, socket: folder };
}

/** Starts Redis with its log written to disk each second, as it is advised for queues; null where it is not installed. */
export async function startRedis(folder: string): Promise<Server | null> {
  const redis = find("redis-server");
  if (redis === undefined) return null;
  mkdirSync(folder, { recursive: true });
  const socket = path.join(folder, "redis.sock");
  const settings = ["--port", "0", "--unixsocket", socket, "--dir", folder];
  const durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
  const child = spawn(redis, [...settings, ...durable, "--maxmemory-policy", "noeviction"], {
    stdio: "ignore",
  });
  await untilListening(socket, child);
  return serverOf(child, socket);
}
