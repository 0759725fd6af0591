/** Indexes of what would else be looked for among all rows, while others wait for the write lock. */
export const lookUpIndexes = `
-- a cover that is taken out may be what comics are linked by
CREATE INDEX comic_cover ON comic (cover) WHERE cover IS NOT NULL;
-- a retry has lost calls made again
CREATE INDEX paid_call_lost ON paid_call (run) WHERE lost = 1;
-- the account of a run is given again after every answer to it
CREATE INDEX question_name ON question (run, name, recommendation);
`;
