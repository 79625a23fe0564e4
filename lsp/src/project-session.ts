import {
  createProgram,
  type Host,
  loadProject,
  type Program,
  type Project,
  type SignatureSet,
} from "@onstage/compiler";
import type { OpenDocuments } from "./open-documents.ts";
import { inFolder } from "./uris.ts";

/** What has changed: the text of rules only, or anything else that a check depends on. */
export type Change = "texts" | "files";

/** A project that is checked anew whenever something in it changes. */
export interface ProjectSession {
  readonly folder: string;
  /** Says that something has changed; the check follows when the changes pause. */
  readonly touch: (change: Change) => void;
  /** The program of the texts as they are now; nothing where the check broke. */
  readonly settled: () => Promise<Program | undefined>;
  /** Checks no more. */
  readonly close: () => void;
}

/** What a session needs. */
export interface SessionOptions {
  readonly folder: string;
  readonly library: SignatureSet;
  readonly host: Host;
  readonly documents: OpenDocuments;
  /** How long changes have to pause before a check, in milliseconds. */
  readonly pause: number;
  /** Called with each program that no newer text has overtaken. */
  readonly checked: (program: Program) => void;
  /** Called when a check breaks, which is a mistake of the compiler. */
  readonly broke: (error: unknown) => void;
}

/** The project with the texts that stand in the editor; everything else as it was loaded. */
function withOpenTexts(project: Project, documents: OpenDocuments): Project {
  const files = project.files.map((file) => {
    const document = documents.byPath(inFolder(project.folder, file.path));
    return document === undefined ? file : { ...file, text: document.getText() };
  });
  return { ...project, files };
}

/** Starts to watch over a project. Nothing is checked before the first touch. */
export function createSession(options: SessionOptions): ProjectSession {
  const { folder, library, host, documents } = options;
  let stale: Change | undefined;
  let program: Program | undefined;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const note = (change: Change) => {
    if (stale !== "files") stale = change;
  };

  const checkOnce = async (change: Change) => {
    const loaded =
      change === "texts" && program !== undefined
        ? withOpenTexts(program.project, documents)
        : await loadProject({ kind: "folder", folder }, library, host);
    if (closed) return;
    // What was typed meanwhile has overtaken this check; the next one does its work as well.
    if (stale !== undefined) {
      note(change);
      return;
    }
    program = createProgram(loaded, program);
    options.checked(program);
  };

  const checkAll = async () => {
    while (stale !== undefined && !closed) {
      const change = stale;
      stale = undefined;
      try {
        await checkOnce(change);
      } catch (error) {
        program = undefined;
        if (!closed) options.broke(error);
      }
    }
  };

  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= checkAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    folder,
    touch: (change) => {
      note(change);
      clearTimeout(timer);
      timer = setTimeout(run, options.pause);
    },
    settled: async () => {
      await run();
      return program;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
