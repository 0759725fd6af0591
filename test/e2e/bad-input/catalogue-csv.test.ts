import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { coverFile } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test.concurrent("catalogue files with a byte order mark, semicolons or Windows-1252 are read; bad rows fail by their lines", async () => {
  const workspace = join(newFolder(), "workspace");
  const cover = await coverFile(1);
  const folder = filesIn(newFolder(), {
    "1.jpg": cover,
    "2.jpg": cover,
    "3.jpg": cover,
    "bom.csv": "\ufeffcover;series;number;year;publisher\r\n1.jpg;Año Nuevo;1;1991;Órbita\r\n",
    "windows.csv": Buffer.from("cover,series,number,year\n2.jpg,Señor Ñandú,2,1992\n", "latin1"),
    "rows.csv":
      'cover,series,number,year\n3.jpg,"Comma, Inc",3,1993\nmissing.jpg,X,1,1990\n,No Cover,1,1990\n3.jpg,X,1,soon\n',
    "columns.csv": "title,number\nBatman,1\n",
    "nothing.csv": "",
  });
  const names = ["bom", "windows", "rows", "columns", "nothing"];
  const files = names.map((name) => join(folder, `${name}.csv`));
  const { code, document } = await loteJson(["comics", "catalog", "add", ...files], { workspace });
  expect(code).toBe(3);
  const failures = Object.fromEntries(
    document.failures.map(({ item, code: reason, message }) => [
      item.slice(folder.length + 1),
      [reason, message],
    ]),
  );
  expect(Object.keys(failures).sort()).toEqual([
    expect.stringContaining("columns.csv"),
    "nothing.csv",
    "rows.csv:3",
    "rows.csv:4",
    "rows.csv:5",
  ]);
  const [, columns] = Object.entries(failures).find(([item]) => item.startsWith("columns.csv")) ?? [];
  expect(columns).toEqual(["csv-columns", expect.stringMatching(/no column cover; it has: title, number/)]);
  expect(failures["rows.csv:3"]?.[0]).toBe("not-found");
  expect(failures["rows.csv:5"]?.[1]).toContain("line 5");
  const labels = (await exportedItems(document.run, { workspace }))
    .filter(({ state }) => state === "done")
    .map(({ result }) => (result as { label: string }).label);
  expect(labels).toEqual(["Año Nuevo #1 (1991, Órbita)", "Señor Ñandú #2 (1992)", "Comma, Inc #3 (1993)"]);
});
