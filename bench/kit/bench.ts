/** One row of a bench's table: a word for what was measured, and the figures as people read them. */
export type Row = readonly [string, ...string[]];

/** What a bench has found. */
export interface BenchResult {
  readonly columns: Row;
  readonly rows: readonly Row[];
  /**
   * The same for programs. `ours` and `peer` are what the bench is about, `ratio` is ours divided by the peer; units
   * are in the other names, or in the bench's README.
   */
  readonly figures: Readonly<Record<string, number>>;
}

/** A measurement of us beside a floor or a peer, in one run. */
export interface Bench {
  /** A sentence: what is measured, beside what. */
  readonly about: string;
  /** Measures; throws where the machine or the build does not allow it. */
  readonly run: () => Promise<BenchResult>;
}
