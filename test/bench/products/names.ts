import { join } from "node:path";
import { type Half, halfOf, isInLastDraw } from "./gold.ts";

/** What names are drawn from: a half, or the last draw. */
export type Draw = Half | "last";

const isIn = (draw: Draw, group: string) => (draw === "last" ? isInLastDraw(group) : halfOf(group) === draw);

/** Two names, and whether people say that they are one product. */
export interface LabelledPair {
  readonly source: string;
  readonly left: string;
  readonly right: string;
  readonly isSame: boolean;
}

/** The labelled pairs of one draw. */
export async function pairsOf(assets: string, draw: Draw): Promise<LabelledPair[]> {
  const pairs: LabelledPair[] = [];
  for (const source of ["abt-buy", "amazon-google"]) {
    for (const file of ["train", "valid", "test"]) {
      const text = await Bun.file(join(assets, "products", source, `${file}.txt`)).text();
      for (const line of text.split("\n")) {
        const [one = "", other = "", label = ""] = line.split("\t");
        const left = nameOf(one);
        const right = nameOf(other);
        if (left === "" || right === "" || !isIn(draw, left)) continue;
        pairs.push({ source, left, right, isSame: label.trim() === "1" });
      }
    }
  }
  return pairs;
}

function nameOf(row: string): string {
  return /COL (?:name|title) VAL (.*?)(?: COL | ?$)/.exec(row)?.[1]?.trim() ?? "";
}

/** Names of real goods, each with the product that it is of where that is known. */
export async function namesOf(assets: string, draw: Draw): Promise<{ name: string; product: string }[]> {
  const rows: { name: string; product: string }[] = [];
  const lines = async (path: string) =>
    (await Bun.file(join(assets, "products", path)).text()).split("\n").filter(Boolean);
  for (const line of await lines("wdc-pave/extraction.train.jsonl")) {
    const row = JSON.parse(line) as { cluster_id: number; input_title: string };
    rows.push({ name: row.input_title, product: `wdc ${row.cluster_id}` });
  }
  for (const line of await lines("oa-mine/train.jsonl")) {
    const row = JSON.parse(line) as { input: string };
    rows.push({ name: row.input, product: `oa ${row.input}` });
  }
  for (const file of ["cervezas-lider.json", "cervezas-tottus.json"]) {
    const { cervezas } = JSON.parse((await lines(`chile-cervezas/${file}`)).join("\n")) as {
      cervezas: readonly { name: string; description: string }[];
    };
    for (const { name, description } of cervezas) {
      const whole = file.includes("lider") ? `${name} ${description}` : name;
      rows.push({ name: whole, product: `cl ${whole}` });
    }
  }
  // Of another kind than all that was tuned on: comics, many of which differ in a number or a year alone.
  if (draw === "last") rows.push(...(await comicsOf(assets)));
  const known = new Set<string>();
  return rows.filter(({ name, product }) => {
    if (known.has(name) || !isIn(draw, product)) return false;
    known.add(name);
    return true;
  });
}

const mostComics = 1500;

async function comicsOf(assets: string): Promise<{ name: string; product: string }[]> {
  const text = await Bun.file(join(assets, "products/edgar-church-comics/church-data-collection.csv")).text();
  const rows = text.split("\n").flatMap((line) => {
    const [title = "", number = "", , , , , , year = "", publisher = ""] = line.split(",");
    const name = `${title.trim()} #${number} (${year}) ${publisher.trim()}`;
    return /^\d+$/.test(number) && title.trim() !== "" && isInLastDraw(`comic ${name}`) ? [name] : [];
  });
  return [...new Set(rows)].slice(0, mostComics).map((name) => ({ name, product: `comic ${name}` }));
}
