import type { Diagnostic } from "vscode-languageserver";

/** What is shown of one file. */
export interface Shown {
  readonly uri: string;
  /** Of the document that was checked, where one is open. */
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Keeps what the editor shows in step with what was found. */
export interface Publisher {
  /** Everything that one owner (a project, a single document) knows now; what it said before of other files is cleared. */
  readonly show: (owner: string, files: readonly Shown[]) => void;
}

interface Entry {
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes a publisher. Two projects can speak of one file, such as a schema that they share: the editor is shown what
 * both say of it, each thing once.
 *
 * @param send tells the editor about one file
 */
export function createPublisher(send: (shown: Shown) => void): Publisher {
  const owners = new Map<string, ReadonlyMap<string, Entry>>();
  const sent = new Map<string, string>();

  const publish = (uri: string) => {
    const entries = [...owners.values()].flatMap((files) => files.get(uri) ?? []);
    const all = entries.flatMap((entry) => entry.diagnostics);
    const diagnostics = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
    const version = entries.find((entry) => entry.version !== undefined)?.version;
    const shown: Shown = { uri, diagnostics, ...(version === undefined ? {} : { version }) };
    const key = JSON.stringify(shown);
    if (sent.get(uri) === key || (diagnostics.length === 0 && !sent.has(uri) && version === undefined))
      return;
    if (entries.length === 0) sent.delete(uri);
    else sent.set(uri, key);
    send(shown);
  };

  return {
    show: (owner, files) => {
      const before = owners.get(owner);
      const now = new Map(
        files.map(({ uri, version, diagnostics }): [string, Entry] => [uri, { version, diagnostics }]),
      );
      if (now.size === 0) owners.delete(owner);
      else owners.set(owner, now);
      for (const uri of new Set([...(before?.keys() ?? []), ...now.keys()])) publish(uri);
    },
  };
}
