/** The trace that a run goes back to. */
export const FORMAT_5 = `
ALTER TABLE runs ADD COLUMN trace TEXT;
`;
