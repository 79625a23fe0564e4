import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const payments = path.resolve(import.meta.dirname, "../../examples/payments");

/** The line that the product is judged by. */
export const line =
  'on stage "Wait for payment" in deals < let link = createPaymentLink(); after previous sendEmail(link) when amount > 50000 >';

/** A copy of the example project to change at will. */
export interface Example {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly uri: (name: string) => string;
  /** Writes a file, and the folders it needs. */
  readonly write: (name: string, text: string) => void;
  readonly remove: () => void;
}

/** An empty folder that is removed later. */
export function scratch(): Example {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "onstage-lsp-")));
  const at = (name: string) => path.join(folder, name);
  return {
    folder,
    path: at,
    uri: (name) => pathToFileURL(at(name)).href,
    write: (name, text) => {
      mkdirSync(path.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The payments example in a folder of its own. */
export function copyExample(): Example {
  const example = scratch();
  for (const name of ["onstage.json", "crm.schema.json", "rules"]) {
    cpSync(path.join(payments, name), example.path(name), { recursive: true });
  }
  return example;
}
