/** What is due is found by its action, so that runs whose action has to wait stand in nobody's way. */
export const FORMAT_4 = `
DROP INDEX runs_due;
CREATE INDEX runs_due ON runs (action, due, seq) WHERE status = 'waiting' AND due IS NOT NULL;
`;
