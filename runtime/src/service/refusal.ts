/** Why a build is refused whole. */
export interface Refusal {
  readonly reason:
    | "missing-file"
    | "unreadable-file"
    | "bad-manifest"
    | "wrong-hash"
    | "does-not-load"
    | "wrong-shape"
    | "other-content";
  /** The file of the build that is wrong. */
  readonly file: string;
  /** A sentence that says what is wrong. */
  readonly detail: string;
  /** A sentence that says how to mend it. */
  readonly help: string;
}

const buildAgain = "Build the project again with `onstage build`.";

/** A refusal whose way out is a new build, unless another one is named. */
export function refusal(
  reason: Refusal["reason"],
  file: string,
  detail: string,
  help: string = buildAgain,
): Refusal {
  return { reason, file, detail, help };
}
