import { pathToFileURL } from "node:url";
import { getHeapStatistics } from "node:v8";
import { parentPort, threadId, workerData } from "node:worker_threads";
import type { Calls, Provider } from "../actions/index.ts";
import { keptFiles, noFiles } from "../service/kept-files.ts";
import { traceActions } from "../tracing/actions.ts";
import { noTraces, openTracer } from "../tracing/tracer.ts";
import { type Attempt, attempt, type UseProvider } from "./attempt.ts";
import { claim } from "./claims.ts";
import { askingDesk } from "./desk-messages.ts";
import { failureOf, stackOf } from "./failure.ts";
import { gather } from "./gather.ts";
import {
  cancel,
  cancelled,
  type ExecutorSettings,
  type FromExecutor,
  type Order,
  type OrderEnd,
  type ToExecutor,
} from "./messages.ts";
import { workerReach } from "./worker-reach.ts";

/**
 * A worker thread that carries out actions. It is kept alive; it loads each rule set and opens each provider once.
 * Only `calls.js` is ever loaded here: the ledger is out of an action's reach.
 */

if (!parentPort) throw new Error("The executor runs as a worker thread only.");
const port = parentPort;
// Lines of rules in stacks: builds carry maps from their bundle to the `.rules` files.
process.setSourceMapsEnabled(true);

const settings: ExecutorSettings = workerData;
let reach = workerReach({ allow: [], secrets: [] }, process.env);
const modules = new Map<string, Promise<Calls>>();
const providers = new Map<string, Map<string, unknown>>();
const running = new Set<Promise<void>>();
const tracer = await openTracer(process.env, (message) => console.warn(`${noTraces}: ${message}`));
const traced = traceActions(tracer);
const stopping = new AbortController();

const say = (message: FromExecutor) => port.postMessage(message);
const ends = gather<OrderEnd>((all) => say({ kind: "ended", ends: JSON.stringify(all) }));

const { desk, take } = askingDesk(String(threadId), (question) => say({ kind: "ask", question }));
const files = settings.files === undefined ? noFiles : keptFiles(settings.files);

async function importCalls(module: string): Promise<Calls> {
  const { calls }: { readonly calls: Calls } = await import(pathToFileURL(module).href);
  return calls;
}

function load(module: string): Promise<Calls> {
  const known = modules.get(module);
  if (known !== undefined) return known;
  const loading = importCalls(module);
  modules.set(module, loading);
  // What could not be read may be read later.
  loading.catch(() => modules.delete(module));
  return loading;
}

function providersOf(module: string): UseProvider {
  const open = providers.get(module) ?? new Map<string, unknown>();
  providers.set(module, open);
  return <T>(provider: Provider<T>): T => {
    if (!open.has(provider.name)) open.set(provider.name, provider.open(process.env, reach.outbound));
    // A name stands for one provider in a build, so what is kept under it has the provider's type.
    return open.get(provider.name) as T;
  };
}

/** That the build could not be loaded. */
function notLoaded(error: unknown): Attempt {
  const { reason } = failureOf(error, true, reach.redact);
  const what = `The actions of the build could not be loaded: ${reason}`;
  const outcome = { kind: "failed", how: "permanent", reason: what } as const;
  return { outcome, stack: stackOf(error, reach.redact), abandoned: false };
}

/** Does nothing where the call has been given to another thread meanwhile. */
async function carryOut({ id, place, call, module }: Order): Promise<void> {
  let calls: Calls;
  try {
    calls = await load(module);
  } catch (error) {
    if (claim(settings.claims, place, id)) ends.add({ id, ms: 0, ...notLoaded(error) });
    return;
  }
  if (!claim(settings.claims, place, id)) return;
  // What has ended is told before this one can hold the thread.
  ends.flush();
  const use = providersOf(module);
  const { grace, limit } = settings;
  const began = performance.now();
  const ended = await traced(call, () =>
    attempt({ call, calls, use, stop: stopping.signal, limit, grace, reach, desk, files }),
  );
  ends.add({ id, ms: performance.now() - began, ...ended });
}

function memory(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

async function finish(): Promise<void> {
  stopping.abort();
  await Promise.all(running);
  ends.flush();
  await tracer?.close();
  port.postMessage(cancelled);
}

function stray(error: unknown): void {
  say({ kind: "stray", stack: stackOf(error, reach.redact) });
}

process.on("uncaughtException", stray);
process.on("unhandledRejection", stray);
port.on("message", (message: ToExecutor) => {
  if (message === cancel) {
    void finish();
    return;
  }
  if (message.kind === "ping") {
    say({ kind: "pong", memory: memory() });
    return;
  }
  if (message.kind === "answer") {
    take(message.reply);
    return;
  }
  if (message.kind === "reach") {
    reach = workerReach(message.reach, process.env);
    // They were opened with another way out.
    providers.clear();
    return;
  }
  const orders: readonly Order[] = JSON.parse(message.orders);
  for (const order of orders) {
    const work = carryOut(order);
    running.add(work);
    void work.finally(() => running.delete(work));
  }
});
say({ kind: "ready" });
