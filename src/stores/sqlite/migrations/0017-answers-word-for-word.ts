/** Answers kept under signatures that no name has any more, and counts that the items of runs tell by themselves. */
export const answersWordForWord = `
DELETE FROM product_answer;
DROP TABLE product_cache_count;
`;
