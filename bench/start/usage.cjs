// Loaded before a measured program, by `--require`: tells through the file that is named in the environment what the
// process has used when it ends. CommonJS, since it must not bring the module loader into a program without one.
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");

/** Peak memory in kilobytes. What the kernel counts for a child starts at its parent's peak on Linux; its own is here. */
function peak() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(
    process.env.ONSTAGE_BENCH_USAGE,
    JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: peak() / 1024 }),
  );
});
