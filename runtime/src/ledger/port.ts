/** Placeholder shape: owned by the ledger. */
export interface Ledger {
  readonly close: () => Promise<void>;
}
