import { expect, setDefaultTimeout, test } from "bun:test";
import { SQL } from "bun";
import { PostgresAnswers } from "../../../../src/stores/postgres/products/answers.ts";
import { vectorAt } from "../../../fixtures/documents/index-contract.ts";
import { startPglite } from "../../../fixtures/documents/pglite.ts";
import { answersContract } from "../../../fixtures/products/answers-contract.ts";

setDefaultTimeout(120_000);

const url = await startPglite();
let number = 0;
const newUrl = () => `${url}?schema=t${number++}`;

answersContract("PostgreSQL with pgvector", () => PostgresAnswers.open(newUrl()));

test("the nearest of thousands with one signature are found by a graph that is built after the load", async () => {
  const address = newUrl();
  const index = await PostgresAnswers.open(address);
  const entry = (place: number, signature: string) => ({
    answer: { scope: "s", key: `${signature} ${place}`, signature, name: `n${place}`, answer: place },
    vector: vectorAt(place, (place % 97) / 50),
  });
  await index.put(Array.from({ length: 5200 }, (_, place) => entry(place, "many")));
  await index.put([entry(5, "few")]);
  await index.settle();
  const sql = new SQL({ url, max: 1, prepare: false });
  const schema = new URL(address).searchParams.get("schema") ?? "";
  const indexes =
    await sql`SELECT indexdef FROM pg_indexes WHERE schemaname = ${schema} AND indexname LIKE '%_near_%'`;
  expect(indexes).toHaveLength(1);
  expect(indexes[0].indexdef).toContain("hnsw");
  await sql.close();
  const { vector } = entry(4321, "many");
  const [nearest] = await index.near("s", "many", vector, 4);
  expect(nearest?.similarity).toBeCloseTo(1, 4);
  // A candidate is never another signature's, near as it may be.
  expect((await index.near("s", "few", vector, 4)).map(({ key }) => key)).toEqual(["few 5"]);
  await index.close();
});

test("vectors of two lengths are kept in one place, each in a scope of its own", async () => {
  const index = await PostgresAnswers.open(newUrl());
  const entry = (scope: string, numbers: number[]) => ({
    answer: { scope, key: "k", signature: "g", name: scope, answer: {} },
    vector: Float32Array.from(numbers),
  });
  await index.put([entry("two", [1, 0]), entry("three", [0, 1, 0])]);
  expect(await index.near("two", "g", Float32Array.from([1, 0]), 3)).toMatchObject([
    { name: "two", similarity: 1 },
  ]);
  expect(await index.near("three", "g", Float32Array.from([0, 1, 0]), 3)).toMatchObject([{ name: "three" }]);
  await index.close();
});
