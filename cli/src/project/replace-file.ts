import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Puts a text in the place of a file, so that a full disk or a crash leaves the old one whole. */
export function replaceFile(file: string, text: string): void {
  // A link stays a link: what it leads to is replaced.
  const real = realpathSync(file);
  const { mode } = statSync(real);
  const temporary = path.join(path.dirname(real), `.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text);
    chmodSync(temporary, mode);
    renameSync(temporary, real);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
