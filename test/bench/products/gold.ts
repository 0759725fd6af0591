import { createHash } from "node:crypto";
import { join } from "node:path";

/** What people say a title tells: any of the values is right. */
export interface Gold {
  readonly source: "wdc-pave" | "oa-mine" | "chile-cervezas";
  readonly title: string;
  readonly category: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Titles are tuned on in one half, and reported on in the other. */
export type Half = "tuning" | "reporting";

/** All offers of one product are in one half, so that nothing is recognised. */
export function halfOf(group: string): Half {
  const digest = createHash("sha256").update(group).digest();
  return (digest.readUInt32BE(0) & 1) === 0 ? "tuning" : "reporting";
}

/** The last draw: half of what was never tuned on, drawn anew by product, and looked at once nothing is tuned any more. */
export function isInLastDraw(group: string): boolean {
  return halfOf(group) === "reporting" && halfOf(`last draw ${group}`) === "reporting";
}

interface PaveRow {
  readonly cluster_id: number;
  readonly category: string;
  readonly input_title: string;
  readonly target_scores: Readonly<
    Record<string, Readonly<Record<string, number | { readonly pid: readonly number[] }>>>
  >;
}

interface MineRow {
  readonly input: string;
  readonly category: string;
  readonly target_scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Attributes of the sources, and what they are here; the others are not read by rules, and are counted as missed. */
const named: Readonly<Record<string, string>> = {
  Brand: "brand",
  Manufacturer: "brand",
  Color: "color",
  "Color(s)": "color",
  Gender: "gender",
  Material: "material",
  Flavor: "flavor",
  Size: "size",
  "Net content": "content",
  Volume: "content",
  "Size/Weight": "content",
  "Pack size": "pack",
  "Pack Quantity": "pack",
  "Part Number": "code",
  "Manufacturer Stock Number": "code",
  "Model Number": "code",
  "Model name": "model",
  "Processor Type": "processor",
};

async function lines<Row>(path: string): Promise<Row[]> {
  const text = await Bun.file(path).text();
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}

/** The labelled titles of one half. Values that only the description tells are left out: rules read titles. */
export async function goldOf(assets: string, half: Half): Promise<Gold[]> {
  const pave = await lines<PaveRow>(join(assets, "products/wdc-pave/extraction.train.jsonl"));
  const mine = await lines<MineRow>(join(assets, "products/oa-mine/train.jsonl"));
  return [
    ...pave
      .filter((row) => halfOf(String(row.cluster_id)) === half)
      .map(
        (row): Gold => ({
          source: "wdc-pave",
          title: row.input_title,
          category: row.category,
          values: collected(row, (score) => typeof score === "object" && score.pid.includes(0)),
        }),
      ),
    ...mine
      .filter((row) => halfOf(row.input) === half)
      .map(
        (row): Gold => ({
          source: "oa-mine",
          title: row.input,
          category: row.category,
          values: collected(row, () => true),
        }),
      ),
  ];
}

function collected(
  { category, target_scores }: Pick<PaveRow, "category" | "target_scores">,
  counts: (score: number | { readonly pid: readonly number[] }) => boolean,
): Gold["values"] {
  const values: Record<string, string[]> = {};
  for (const [attribute, scores] of Object.entries(target_scores)) {
    const isMemory = attribute === "Capacity" && category.startsWith("Computers");
    const name = isMemory ? "capacity" : (named[attribute] ?? "other");
    const told = Object.entries(scores).filter(([value, score]) => value !== "n/a" && counts(score));
    if (told.length === 0) continue;
    values[name] = [...(values[name] ?? []), ...told.map(([value]) => value)];
  }
  return values;
}

/**
 * Titles of one Chilean shop with the brand that another shop gives to the same kind of goods: weak labels, for no person
 * wrote them down. A title that names two of the brands is left out.
 */
export async function beersOf(assets: string): Promise<Gold[]> {
  interface Beers {
    readonly cervezas: readonly { readonly name: string; readonly description: string }[];
  }
  const read = async (file: string) =>
    (await Bun.file(join(assets, "products/chile-cervezas", file)).json()) as Beers;
  const names = (await read("cervezas-lider.json")).cervezas.map(({ name }) => name.trim());
  const brands = [...new Set(names)].filter((name) => name.length > 3 && !name.includes("+"));
  const titles = (await read("cervezas-tottus.json")).cervezas.map(({ name }) => name);
  return titles.flatMap((title): Gold[] => {
    const found = brands.filter((brand) => title.toLowerCase().includes(brand.toLowerCase()));
    const [brand] = found.sort((a, b) => b.length - a.length);
    if (!brand || found.some((one) => !brand.toLowerCase().includes(one.toLowerCase()))) return [];
    return [{ source: "chile-cervezas", title, category: "cervezas", values: { brand: [brand] } }];
  });
}
