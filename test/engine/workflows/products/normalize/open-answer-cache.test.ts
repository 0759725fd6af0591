import { expect, setDefaultTimeout, test } from "bun:test";
import type { NormalizeSummary } from "../../../../../src/engine/workflows/products/normalize/summary.ts";
import { startPglite } from "../../../../fixtures/documents/pglite.ts";
import { productRoom } from "../../../../fixtures/products/normalize-run.ts";

setDefaultTimeout(60_000);

const url = await startPglite();

const list = (spell: (number: number) => string) =>
  `nombre,categoria,sku\n${Array.from({ length: 150 }, (_, at) => `${spell(at)},herramientas,S${at}\n`).join("")}`;

test("what one workspace keeps in PostgreSQL answers another one's names, without asking anybody", async () => {
  using one = productRoom({}, { index: url });
  await one.normalize(
    one.file(
      "one.csv",
      list((number) => `Taladro Bosch GSB1${number} azul 650 W`),
    ),
    {
      mode: "sync",
    },
  );
  using other = productRoom({}, { index: url });
  const { document } = await other.normalize(
    other.file(
      "two.csv",
      list((number) => `TALADRO Bosch azul GSB1${number} 650 watts`),
    ),
    { mode: "sync" },
  );
  const { answered, cache } = document.detail as unknown as NormalizeSummary;
  expect([answered, cache]).toEqual([{ cache: 150 }, { exact: 150 }]);
  expect(other.services.openAi.charged).toEqual([]);
});
