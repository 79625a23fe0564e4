import { parentPort } from "node:worker_threads";
import { watchJumps } from "./clock-jumps.ts";
import { cancel, cancelled, type FromClock, type ToClock } from "./messages.ts";

/** A worker thread that sleeps until the next due moment and then says so, once. It asks nobody and looks at nothing. */

if (!parentPort) throw new Error("The clock runs as a worker thread only.");
const port = parentPort;
/** The longest sleep in milliseconds. Timers do not follow a clock that is set, nor the time that a machine was asleep. */
const longest = 30_000;
let timer: NodeJS.Timeout | undefined;

const say = (message: FromClock) => port.postMessage(message);

const jumped = watchJumps(Date.now, () => performance.now());

function sleep(moment: number): void {
  const jump = jumped();
  if (jump !== 0) say({ kind: "jumped", ms: jump });
  const wait = moment - Date.now();
  // A timer may ring a little early, and a long wait is slept in pieces: a run never starts before its moment.
  if (wait > 0) timer = setTimeout(sleep, Math.min(wait, longest), moment);
  else say({ kind: "due" });
}

port.on("message", (message: ToClock) => {
  if (message !== cancel && message.kind === "ping") {
    say({ kind: "ready" });
    return;
  }
  clearTimeout(timer);
  if (message === cancel) port.postMessage(cancelled);
  else if (message.moment !== null) sleep(message.moment);
});
say({ kind: "ready" });
