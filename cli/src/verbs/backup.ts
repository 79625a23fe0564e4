import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { serviceClient } from "../service/client.ts";
import { UsageError } from "../usage-error.ts";

export interface BackupOptions {
  readonly url?: string;
}

/** How long a backup may take, in milliseconds. */
const patience = 60 * 60 * 1000;

/** What a SQLite file begins with. */
const beginning = "SQLite format 3\0";

/** Writes what comes into a file that only its owner may read. Returns the bytes, and the first of them. */
async function write(
  file: string,
  response: Response,
): Promise<{ readonly bytes: number; readonly head: string }> {
  const target = await open(file, "wx", 0o600);
  let bytes = 0;
  let head = "";
  try {
    for await (const part of response.body ?? []) {
      await target.write(part);
      bytes += part.byteLength;
      if (head.length < beginning.length) head += Buffer.from(part).toString("latin1", 0, beginning.length);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return { bytes, head };
}

/** `onstage backup FILE`: a copy of the ledger of a running service. Answers the exit code. */
export async function backup(file: string, options: BackupOptions): Promise<number> {
  const client = serviceClient(options.url);
  if (existsSync(file)) {
    throw new UsageError(
      `${file} is there already`,
      "name a file that is not there yet: a backup never takes the place of another",
    );
  }
  const part = `${file}.part`;
  const response = await client.stream("/v1/backup", patience);
  await rm(part, { force: true });
  try {
    const { bytes, head } = await write(part, response);
    const meant = Number(response.headers.get("content-length"));
    if (bytes !== meant || !head.startsWith(beginning)) {
      throw new UsageError(
        "the backup did not come whole",
        "look into the log of the service, and try again",
      );
    }
    await rename(part, file);
    process.stderr.write(`${file} holds the ledger as it is now: ${bytes} bytes\n`);
    return 0;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
