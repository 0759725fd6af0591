import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A sample, and how its ingest is meant to end. */
export interface SampleDocument {
  readonly path: string;
  readonly state: "done" | "skipped" | "failed";
}

const words: Readonly<Record<string, string>> = {
  "guides/washing-machine.md":
    "# Washing machine\n\n## Guarantee\n\nThe guarantee lasts three years from the day of purchase. Keep the receipt.\n\n" +
    "## Filter\n\nClean the filter every month: switch the machine off, open the flap, let the water out, rinse.\n\n" +
    "## Noise\n\nA knocking noise comes from an uneven load. Stop, spread the clothes, start again.\n",
  "guides/lavadora.md":
    "# Lavadora\n\n## Garantía\n\nLa garantía dura tres años desde el día de la compra. Guarda el recibo.\n\n" +
    "## Filtro\n\nLimpia el filtro cada mes: apaga la máquina, abre la tapa, deja salir el agua y enjuaga.\n",
  "guides/boiler.html":
    "<html><head><title>Boiler</title><script>nobody();</script></head><body><h1>Boiler</h1><p>Have it serviced in October.</p>" +
    "<table><tr><th>Month</th><th>Pressure</th></tr><tr><td>October</td><td>1.5 bar</td></tr></table></body></html>",
  "office/prices.csv": "article,price,stock\nSoap,2.50,40\nTowel,9.90,12\nBasket,14.00,3\n",
  "office/settings.json": '{"language":"es","backup":{"every":"night","keep":30}}',
  "office/minutes.eml":
    "From: Ana <ana@example.org>\r\nTo: Luis <luis@example.org>\r\nSubject: Minutes of Tuesday\r\n\r\nThe new shelves arrive in March.\r\n",
  "code/total.ts":
    "/** Sums the prices of a basket. */\nexport function total(prices: number[]): number {\n  return prices.reduce((sum, price) => sum + price, 0);\n}\n",
};

/** Writes documents of several formats below a folder; one is not what its name says, one is no document. */
export function writeSampleDocuments(folder: string): readonly SampleDocument[] {
  const latin = Buffer.from(
    "El señor Núñez comió piñones en la montaña; mañana volverá.\n".repeat(3),
    "latin1",
  );
  const files: Readonly<Record<string, string | Uint8Array>> = {
    ...words,
    "letters/latin.txt": latin,
    "letters/broken.txt": Uint8Array.from({ length: 2000 }, (_, index) => (index * 37) % 256),
    "letters/stamp.png": "no document",
  };
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    const state = name.endsWith(".png") ? "skipped" : name.includes("broken") ? "failed" : "done";
    return { path, state };
  });
}
