/**
 * Runs that are done, nearly all of them, stand in no index of statuses any more: each run was written to it three times
 * over, and nobody has to find them by that alone.
 */
export const FORMAT_8 = `
DROP INDEX runs_by_status;
CREATE INDEX runs_waiting ON runs (seq) WHERE status = 'waiting';
CREATE INDEX runs_in_vain ON runs (status, seq)
  WHERE status = 'failed' OR status = 'skipped' OR status = 'cancelled';
`;
