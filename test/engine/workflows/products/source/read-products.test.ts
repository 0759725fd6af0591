import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  columnsFromText,
  guessColumns,
} from "../../../../../src/engine/workflows/products/source/columns.ts";
import { priceOf } from "../../../../../src/engine/workflows/products/source/price.ts";
import { readProducts } from "../../../../../src/engine/workflows/products/source/read-products.ts";
import { headerOf } from "../../../../../src/engine/workflows/products/source/rows.ts";

async function read(name: string, content: string | Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), "lote-rows-"));
  try {
    const path = join(folder, name);
    writeFileSync(path, content);
    const columns = guessColumns(await headerOf(path));
    return { columns, rows: await Array.fromAsync(readProducts(path, columns)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const codeOf = (row: unknown) => (row as { problem?: { code: string } }).problem?.code;

test("a list of columns alone is a list without products, and what is no file is named", async () => {
  const { columns, rows } = await read("list.csv", "nombre,precio\n");
  expect(columns).toEqual({ name: "nombre", price: "precio" });
  expect(rows).toEqual([]);
  const folder = tmpdir();
  expect(await headerOf(folder).catch(({ code, data }) => ({ code, path: data.path }))).toEqual({
    code: "unreadable",
    path: folder,
  });
});

test("columns are known by what retailers call them in Spanish and English, and others are kept with the row", async () => {
  const { columns, rows } = await read(
    "list.csv",
    "Código;Nombre Producto;Rubro;Precio oferta;Tienda;Stock\nA1;Arroz 1 kg;Despensa;$1.290;Jumbo;7\n",
  );
  expect(columns).toEqual({
    sku: "Código",
    name: "Nombre Producto",
    category: "Rubro",
    price: "Precio oferta",
    retailer: "Tienda",
  });
  expect(rows).toMatchObject([
    {
      key: "A1",
      raw: { name: "Arroz 1 kg", category: "Despensa", price: 1290, retailer: "Jumbo", sku: "A1" },
      cells: { Stock: "7" },
    },
  ]);
});

test("a list without anything that could be a name is refused with the columns that it has", () => {
  expect(() => guessColumns(["foo", "bar"])).toThrow(/foo, bar/);
  expect(guessColumns(["foo", "bar"], columnsFromText("name=foo,price=bar"))).toEqual({
    name: "foo",
    price: "bar",
  });
  expect(() => guessColumns(["foo"], { name: "other" })).toThrow(/other/);
});

test("lines of JSON are read like a CSV, and a malformed line in the middle is a problem of its own", async () => {
  const { rows } = await read(
    "list.jsonl",
    '{"name":"Té verde","price":990,"sku":"T1"}\n{"name":"Té ro\n{"name":"Té negro","price":"1.090","sku":"T2"}\n',
  );
  expect(rows.map(codeOf)).toEqual([undefined, "csv-broken", undefined]);
  expect(rows[2]).toMatchObject({ key: "T2", line: 3, raw: { price: 1090 } });
});

test("a line of JSON without an end costs itself alone, and is not held in memory", async () => {
  const endless = `{"name":"${"x".repeat(300_000)}`;
  const { rows } = await read("list.jsonl", `{"name":"A"}\n${endless}\n{"name":"B"}\n`);
  expect(rows.map(codeOf)).toEqual([undefined, "csv-broken", undefined]);
});

test("titles in an old charset keep their letters", async () => {
  const latin = Buffer.from(
    "nombre,precio\nAñejo Jamón Serrano 200 g,4990\nPiña Colada 1 L,3990\n",
    "latin1",
  );
  const { rows } = await read("list.csv", new Uint8Array(latin));
  expect(rows[0]).toMatchObject({ raw: { name: "Añejo Jamón Serrano 200 g" } });
});

test("each impossible row has its own reason, and the others are read", async () => {
  const { rows } = await read(
    "list.csv",
    [
      "sku,retailer,name,price",
      "1,A,,100",
      `2,A,${"y".repeat(10_000)},100`,
      "3,A,Pan,-5",
      "4,A,Pan,9e99",
      "5,A,Pan,gratis",
      "6,A,Pan,100",
      "6,A,Pan otra vez,100",
      "6,B,Pan de B,100",
      '7,A,"=HYPERLINK(""http://x"")",100',
      "8,A,Pan\u001b[31m rojo\u202e,100",
    ].join("\n"),
  );
  expect(rows.map(codeOf)).toEqual([
    "product-unnamed",
    "product-name-long",
    "product-price",
    "product-price",
    "product-price",
    undefined,
    "product-twice",
    undefined,
    undefined,
    undefined,
  ]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  expect(rows[7]?.key).toBe("B/6");
  expect(rows[9]).toMatchObject({ raw: { name: "Pan[31m rojo" } });
});

test("prices are read as people write them", () => {
  const read = [
    "$1.200.000",
    "1200000",
    "1,299.90",
    "1.299,90",
    "12.5",
    "CLP 2.500",
    "USD 12.50",
    "1.200",
    "",
    "1 290",
  ];
  expect(read.map(priceOf)).toEqual([1200000, 1200000, 1299.9, 1299.9, 12.5, 2500, 12.5, 1200, null, 1290]);
  expect(["-5", "gratis", "1.2.3", "$", "99999999999999"].map(priceOf)).toEqual(Array(5).fill(undefined));
});
