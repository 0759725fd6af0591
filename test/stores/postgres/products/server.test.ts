import { expect, setDefaultTimeout } from "bun:test";
import { SemanticCache } from "../../../../src/engine/workflows/products/cache/semantic-cache.ts";
import { PostgresAnswers } from "../../../../src/stores/postgres/products/answers.ts";
import { whileConnectionsAreCut } from "../../../fixtures/documents/cut-connections.ts";
import { PostgresServer, postgresPrograms } from "../../../fixtures/documents/postgres-server.ts";
import { answersContract, vectorise } from "../../../fixtures/products/answers-contract.ts";
import { skipUnless } from "../../../support/skip.ts";

setDefaultTimeout(120_000);

const isThere = postgresPrograms() !== undefined;
const test = skipUnless(isThere, "no PostgreSQL server on this machine");
const server = isThere ? await PostgresServer.start() : undefined;
let number = 0;
const newUrl = () => `${server?.url}?schema=t${number++}`;

answersContract("PostgreSQL without pgvector", () => PostgresAnswers.open(newUrl()), test);

const cables = (from: number) =>
  Array.from({ length: 100 }, (_, at) => ({
    name: `Cable USB ${from + at} cm`,
    answer: { attributes: { size: `${from + at}cm` } },
  }));

test("connections that are cut while answers are kept and looked up lose none that was acknowledged", async () => {
  const index = await PostgresAnswers.open(newUrl());
  const cache = new SemanticCache(index, vectorise, "s");
  await whileConnectionsAreCut(server?.url ?? "", 8, async (group) => {
    await cache.keep(cables(group * 100));
    expect(await cache.find(`CABLE usb ${group * 100 + 7} cm`)).toBeDefined();
  });
  expect(await index.size("s")).toBe(800);
  await index.close();
});

test("several who keep the same answers at once end with each once", async () => {
  const address = newUrl();
  const indexes = await Promise.all(Array.from({ length: 4 }, () => PostgresAnswers.open(address)));
  await Promise.all(indexes.map((index) => new SemanticCache(index, vectorise, "s").keep(cables(0))));
  expect(await indexes[0]?.size("s")).toBe(100);
  await Promise.all(indexes.map((index) => index.close()));
});

test("without pgvector the nearest of thousands with one signature is found wherever it lies", async () => {
  const index = await PostgresAnswers.open(newUrl());
  const entry = (place: number) => ({
    answer: { scope: "s", key: `k${place}`, signature: "many", name: `n${place}`, answer: place },
    vector: Float32Array.from([Math.cos(place / 2000), Math.sin(place / 2000)]),
  });
  await index.put(Array.from({ length: 2500 }, (_, place) => entry(place)));
  for (const place of [3, 999]) {
    const [nearest] = await index.near("s", "many", entry(place).vector, 1);
    expect(nearest?.name).toBe(`n${place}`);
  }
  await index.close();
});
