import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Route, route } from "../api/route.ts";
import { problem, refuse } from "../problem.ts";
import type { RouteParts } from "./parts.ts";

/** Removes copies that a crash has left: none is being made now. */
async function removeLeftovers(data: string): Promise<void> {
  const names = await readdir(data);
  const left = names.filter((name) => /^backup-.*\.db(\.part)?$/.test(name));
  await Promise.all(left.map((name) => rm(join(data, name), { force: true })));
}

/** A copy of the ledger, made while it is in use. */
export function backupRoutes({ coordinator, data }: RouteParts): readonly Route[] {
  let underWay = false;
  return [
    route({
      method: "GET",
      path: "/v1/backup",
      scope: "admin",
      tag: "Operations",
      summary: "hands out a copy of the ledger as it is now",
      description:
        "A SQLite file with everything in it. The service goes on meanwhile; one is made at a time.",
      answers: { 200: { description: "The file.", type: "application/vnd.sqlite3" } },
      problems: [409, 503],
      handle: async ({ reply }) => {
        if (underWay) return refuse(reply, problem(409, "A backup is being made already."));
        underWay = true;
        const file = join(data, `backup-${randomUUID()}.db`);
        const over = async (): Promise<void> => {
          underWay = false;
          await rm(file, { force: true });
        };
        try {
          await removeLeftovers(data);
          const bytes = await coordinator.backup(file);
          const copy = createReadStream(file);
          // Whether it was read to its end or the client has gone.
          copy.once("close", () => void over());
          return reply.type("application/vnd.sqlite3").header("content-length", bytes).send(copy);
        } catch (error) {
          await over();
          throw error;
        }
      },
    }),
  ];
}
