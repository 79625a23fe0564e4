import { parentPort, workerData } from "node:worker_threads";
import { createLogger } from "../service/log.ts";
import { sendable } from "./errors.ts";
import type { CoreSettings, FromCore, ToCore } from "./messages.ts";
import { openCore } from "./open.ts";
import { createOutbox } from "./outbox.ts";
import { serveDoors } from "./serve-doors.ts";

/**
 * The thread that owns the ledger: the one writer. HTTP is served by the main thread, actions are carried out by others;
 * nothing that they do keeps a commit waiting, and no commit keeps them waiting.
 */

if (!parentPort) throw new Error("The core runs as a worker thread only.");
const port = parentPort;
const settings: CoreSettings = workerData;

const say = (message: FromCore) => port.postMessage(message);
const outbox = createOutbox((parcel) => say({ kind: "parcel", parcel }));

const log = createLogger(settings.logLevel, { write: outbox.line });

try {
  const core = await openCore(settings, log, outbox.news);
  const { coordinator, ruleSets, life } = core;
  const doors = serveDoors({ coordinator, ruleSets, life }, outbox.reply);
  port.on("message", (calls: ToCore) => doors.take(calls));
  say({ kind: "ready", doors: doors.names, rules: core.current() });
} catch (error) {
  say({ kind: "failed", error: sendable(error) });
}
