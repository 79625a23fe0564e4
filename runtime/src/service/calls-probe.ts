import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

/** A thread that loads a `calls.js` once, says which rules it holds calls for, and ends. */

const { module }: { readonly module: string } = workerData;
const { calls }: { readonly calls: unknown } = await import(pathToFileURL(module).href);
const functions =
  typeof calls === "object" && calls !== null
    ? Object.entries(calls).flatMap(([id, call]) => (typeof call === "function" ? [id] : []))
    : null;
parentPort?.postMessage(functions);
process.exit();
