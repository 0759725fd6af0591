/**
 * How well the rules read labelled titles: `bun test/bench/products/quality.bench.ts [tuning|reporting] [ATTRIBUTE]`.
 * With an attribute it prints what was read wrongly, of the tuning half only.
 */
import { beersOf, type Gold, goldOf, type Half } from "./gold.ts";
import { askRules } from "./rules-answer.ts";
import { f1, score, scored } from "./score.ts";

const assets = process.env.LOTE_ASSETS ?? "../shared/assets";
const [half = "reporting", attribute] = process.argv.slice(2) as [Half?, string?];
const gold = await goldOf(assets, half);
const beers = half === "reporting" ? await beersOf(assets) : [];

if (attribute && half === "tuning") showMistakes(gold, attribute);
else {
  table(
    `wdc-pave, ${half} half`,
    gold.filter(({ source }) => source === "wdc-pave"),
  );
  table(
    `oa-mine, ${half} half`,
    gold.filter(({ source }) => source === "oa-mine"),
  );
  table(`both, ${half} half`, gold);
  if (beers.length > 0) table("Chilean beers, brand by weak labels", beers);
}

function table(name: string, rows: readonly Gold[]): void {
  const scores = score(rows.map((one) => ({ gold: one, said: askRules(one) })));
  console.log(`\n${name}: ${rows.length} titles`);
  console.log(
    "| attribute | titles that tell it | precision | recall | F1 |\n| --- | --- | --- | --- | --- |",
  );
  const sum = { right: 0, said: 0, there: 0 };
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
  const row = (label: string, one: typeof sum) =>
    console.log(
      `| ${label} | ${one.there} | ${percent(one.right / (one.said || 1))} | ${percent(one.right / (one.there || 1))} | ${percent(f1(one))} |`,
    );
  for (const label of scored) {
    const one = scores[label];
    if (!one || one.there === 0) continue;
    row(label, one);
    sum.right += one.right;
    sum.said += one.said;
    sum.there += one.there;
  }
  row("all together", sum);
}

function showMistakes(rows: readonly Gold[], label: string): void {
  for (const one of rows) {
    const said = askRules(one);
    const [counted] = Object.entries(score([{ gold: one, said }])).filter(([name]) => name === label);
    if (!counted || counted[1].right === Math.max(counted[1].there, counted[1].said)) continue;
    console.log(`${one.category} | ${one.title}\n   said ${said[label]} · gold ${one.values[label]}`);
  }
}
