import type { Span } from "../syntax/tree.ts";
import { type Code, catalogue, type Definition, type ParametersOf } from "./catalogue.ts";
import { shownParameters, shownText } from "./shown.ts";

/** `error` stops a build; a `warning` wants a look; `info` and `hint` only tell. */
export type Severity = "error" | "warning" | "info" | "hint";

/** One replacement of a stretch of text. */
export interface Edit extends Span {
  readonly text: string;
}

/** A change that mends what a diagnostic found. */
export interface Fix {
  /** What it does, as an editor offers it: “Write `==`”. */
  readonly title: string;
  /** True where it cannot change what the rules mean beyond the mistake: `check --fix` may apply it unasked. */
  readonly safe: boolean;
  /** Worked out only when somebody asks for it. Offsets are those of the text that was checked. */
  readonly edits: () => readonly Edit[];
}

/** JSON, as a scenario is written in. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** For what a finding comes true. */
export interface Witness {
  /** The path, or the values, in words. */
  readonly text: string;
  /** A scenario of `onstage simulate` that shows it. */
  readonly scenario?: Json;
}

/** Something that a person should know about their files. */
export interface Diagnostic extends Span {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One sentence: how to mend it. */
  readonly help: string;
  readonly fixes: readonly Fix[];
  /** For what it comes true, where that is not plain from the place itself. */
  readonly witness?: Witness;
}

/** A diagnostic with the file it is about. */
export interface FileDiagnostic extends Diagnostic {
  /** The path as the project knows it. */
  readonly file: string;
}

/**
 * Makes a diagnostic of its catalogue entry. Messages are never written at the place that reports.
 *
 * @param code the entry of the catalogue
 * @param span the place in the text
 * @param parameters what the entry's message asks for
 * @param fixes changes that mend it, the best first
 */
export function diagnostic<C extends Code>(
  code: C,
  span: Span,
  parameters: ParametersOf<C>,
  fixes: readonly Fix[] = [],
): Diagnostic {
  const entry: Definition<ParametersOf<C>> = catalogue[code] as unknown as Definition<ParametersOf<C>>;
  const shown = shownParameters(parameters);
  return {
    code,
    severity: entry.severity,
    message: entry.message(shown),
    help: entry.help(shown),
    start: span.start,
    end: span.end,
    fixes: fixes.map(withShownTitle),
  };
}

/**
 * The same, for what takes long to word, such as a name that must be looked for among a thousand others: it is worded
 * when somebody reads it. Of a file with very many mistakes, most are never read.
 *
 * @param say the parameters of the message and the fixes; called once at most
 */
export function diagnosticLater<C extends Code>(
  code: C,
  span: Span,
  say: () => { readonly parameters: ParametersOf<C>; readonly fixes: readonly Fix[] },
): Diagnostic {
  let said: Diagnostic | undefined;
  const words = (): Diagnostic => {
    if (said === undefined) {
      const { parameters, fixes } = say();
      said = diagnostic(code, span, parameters, fixes);
    }
    return said;
  };
  return {
    code,
    severity: catalogue[code].severity,
    start: span.start,
    end: span.end,
    get message() {
      return words().message;
    },
    get help() {
      return words().help;
    },
    get fixes() {
      return words().fixes;
    },
  };
}

function withShownTitle(fix: Fix): Fix {
  const title = shownText(fix.title);
  return title === fix.title ? fix : { ...fix, title };
}

/** A fix that puts text in the place of a stretch. */
export function replace(title: string, span: Span, text: string, safe = true): Fix {
  return { title, safe, edits: () => [{ start: span.start, end: span.end, text }] };
}

/** A fix that puts text in at an offset. */
export function insert(title: string, at: number, text: string, safe = true): Fix {
  return { title, safe, edits: () => [{ start: at, end: at, text }] };
}

/** The same diagnostic, of a text that stands further on in another: its fixes move with it. */
export function shifted(one: Diagnostic, offset: number): Diagnostic {
  if (offset === 0) return one;
  const move = (edit: Edit): Edit => ({ ...edit, start: edit.start + offset, end: edit.end + offset });
  const { code, severity, start, end, witness } = one;
  let fixes: readonly Fix[] | undefined;
  return {
    code,
    severity,
    start: start + offset,
    end: end + offset,
    ...(witness && { witness }),
    get message() {
      return one.message;
    },
    get help() {
      return one.help;
    },
    get fixes() {
      fixes ??= one.fixes.map((fix) => ({ ...fix, edits: () => fix.edits().map(move) }));
      return fixes;
    },
  };
}
