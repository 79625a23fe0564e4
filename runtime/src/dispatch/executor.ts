import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { Calls, Provider } from "../actions/index.ts";
import { attempt, type UseProvider } from "./attempt.ts";
import { failureOf } from "./failure.ts";
import { cancel, cancelled, type ExecutorSettings, type FromExecutor, type ToExecutor } from "./messages.ts";
import { createRedact } from "./redact.ts";

/**
 * A worker thread that carries out actions. It is kept alive; it loads each rule set and opens each provider once.
 * Only `calls.js` is ever loaded here: the ledger is out of an action's reach.
 */

if (!parentPort) throw new Error("The executor runs as a worker thread only.");
const port = parentPort;
// Lines of rules in stacks: builds carry maps from their bundle to the `.rules` files.
process.setSourceMapsEnabled(true);

const settings: ExecutorSettings = workerData;
const redact = createRedact(process.env);
const modules = new Map<string, Promise<Calls>>();
const providers = new Map<string, Map<string, unknown>>();
const running = new Set<Promise<void>>();
const stopping = new AbortController();

const say = (message: FromExecutor) => port.postMessage(message);

async function importCalls(module: string): Promise<Calls> {
  const { calls }: { readonly calls: Calls } = await import(pathToFileURL(module).href);
  return calls;
}

function load(module: string): Promise<Calls> {
  const known = modules.get(module) ?? importCalls(module);
  modules.set(module, known);
  return known;
}

function providersOf(module: string): UseProvider {
  const open = providers.get(module) ?? new Map<string, unknown>();
  providers.set(module, open);
  return <T>(provider: Provider<T>): T => {
    if (!open.has(provider.name)) open.set(provider.name, provider.open(process.env));
    // A name stands for one provider in a build, so what is kept under it has the provider's type.
    return open.get(provider.name) as T;
  };
}

async function carryOut(order: Extract<ToExecutor, { kind: "call" }>): Promise<void> {
  const { id, call, module, limit } = order;
  try {
    const ended = await attempt({
      call,
      calls: await load(module),
      use: providersOf(module),
      stop: stopping.signal,
      limit,
      grace: settings.grace,
      redact,
      begin: () => say({ kind: "begun", id }),
    });
    say({ kind: "ended", id, ...ended });
  } catch (error) {
    const failure = failureOf(error, true, redact);
    const reason = `The actions of the build could not be loaded: ${failure.reason}`;
    const stack = redact(error instanceof Error ? (error.stack ?? "") : String(error));
    say({
      kind: "ended",
      id,
      outcome: { kind: "failed", how: "permanent", reason },
      stack,
      abandoned: false,
    });
  }
}

async function finish(): Promise<void> {
  stopping.abort();
  await Promise.all(running);
  port.postMessage(cancelled);
}

function stray(error: unknown): void {
  say({
    kind: "stray",
    stack: redact(error instanceof Error ? (error.stack ?? String(error)) : String(error)),
  });
}

process.on("uncaughtException", stray);
process.on("unhandledRejection", stray);
port.on("message", (message: ToExecutor) => {
  if (message === cancel) {
    void finish();
    return;
  }
  const work = carryOut(message);
  running.add(work);
  void work.finally(() => running.delete(work));
});
say({ kind: "ready" });
