import { expect, test } from "bun:test";
import { EstimateTree } from "../../../../src/engine/workflows/documents/estimate-tree.ts";

const file = (path: string, size: number) => ({ path, size, modified: 0 }) as never;
const tokensOfByte = new Map([
  ["text", 0.25],
  ["pdf", 0.1],
] as const);

test("each source stands above its uppermost folders, which come by their tokens, each format counted by its own", () => {
  const tree = new EstimateTree(["/notes", "/one.pdf"]);
  tree.add(file("/notes/top.txt", 40), "text");
  tree.add(file("/notes/a/x.txt", 400), "text");
  tree.add(file("/notes/b/deep/down/y.pdf", 8000), "pdf");
  tree.add(file("/notes/b/z.txt", 4), "text");
  tree.add(file("/one.pdf", 1000), "pdf");
  expect(tree.lines(tokensOfByte, 0.5)).toEqual([
    { name: "/notes", depth: 0, files: 4, tokens: 911, usd: 455.5 },
    { name: "b", depth: 1, files: 2, tokens: 801, usd: 400.5 },
    { name: "a", depth: 1, files: 1, tokens: 100, usd: 50 },
    { name: "/one.pdf", depth: 0, files: 1, tokens: 100, usd: 50 },
  ]);
});

test("a source whose name another one begins with gets none of its files", () => {
  const tree = new EstimateTree(["/a", "/ab"]);
  tree.add(file("/ab/x.txt", 4), "text");
  expect(tree.lines(tokensOfByte, 0).map(({ files }) => files)).toEqual([0, 1]);
});

test("a source of more folders than anybody reads keeps its own sum", () => {
  const tree = new EstimateTree(["/a"]);
  for (let n = 0; n < 1000; n++) tree.add(file(`/a/${n}/x.txt`, 4), "text");
  const lines = tree.lines(tokensOfByte, 0);
  expect(lines[0]).toMatchObject({ files: 1000, tokens: 1000 });
  expect(lines.length).toBeLessThan(500);
});
