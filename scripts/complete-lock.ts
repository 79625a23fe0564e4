/**
 * Completes `package-lock.json`. A package with native parts names one optional package a platform; npm leaves those
 * out that it could not see when it wrote the lock, behind a mirror or without a network, and `npm ci` then refuses
 * the lock everywhere. Their entries follow from their names. `npm run lock` calls it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly license?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

const file = path.resolve(import.meta.dirname, "..", "package-lock.json");
const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(file, "utf8"));

/** The entry of a platform's package: what npm reads to know that it is not for this machine. */
function entryOf(name: string, version: string, owner: Entry): Entry | undefined {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = words.includes("musl") || words.includes("musleabihf") ? { libc: ["musl"] } : {};
  const { dev, license, engines } = owner;
  const known = { ...(dev === undefined ? {} : { dev }), ...(license === undefined ? {} : { license }) };
  const entry = { version, cpu: [cpu], ...known, ...(os === "linux" ? libc : {}), optional: true, os: [os] };
  return engines === undefined ? entry : { ...entry, engines };
}

const added: string[] = [];
for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    const entry = lock.packages[place] === undefined ? entryOf(name, version, owner) : undefined;
    if (entry === undefined || !/^\d/.test(version)) continue;
    lock.packages[place] = entry;
    added.push(name);
  }
}
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(
  added.length === 0 ? "the lock is complete" : `added ${added.length} packages of other platforms`,
);
