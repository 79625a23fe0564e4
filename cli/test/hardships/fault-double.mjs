// Loaded before the service, in each of its threads: what a disk and a program may do once a file says so.
import fs, { existsSync, watch } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { isMainThread } from "node:worker_threads";

const folder = process.env.FAULT_DOUBLE;
const is = (fault) => existsSync(path.join(folder, fault));
const { fdatasync } = fs;
fs.fdatasync = (file, told) => {
  if (!is("disk")) return fdatasync(file, told);
  setImmediate(told, Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" }));
};
syncBuiltinESMExports();
// The command itself, and not what builds for it.
if (isMainThread && process.argv.includes("serve")) {
  watch(folder, () => {
    if (is("bug")) throw new Error("a bug in the service");
  }).unref();
}
