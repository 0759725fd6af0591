/**
 * How well labelled titles are read:
 *
 *     bun test/bench/products/quality.bench.ts [tuning|reporting] [ATTRIBUTE] [--model NAME] [--max-cost USD] [--limit N]
 *
 * By the rules; with `--model` also by that model of the configured service (OPENAI_API_KEY, OPENAI_BASE_URL), as
 * `lote products normalize` asks it, over the same titles and by the same scorer. `--limit` takes the first N titles
 * only. With an attribute it prints what the rules read wrongly, of the tuning half only.
 */
import { parseArgs } from "node:util";
import { askRules } from "./answers.ts";
import { askModel } from "./ask-model.ts";
import { beersOf, type Gold, goldOf, type Half } from "./gold.ts";
import { f1, type Said, score, scored } from "./score.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: "string" },
    "max-cost": { type: "string", default: "2" },
    limit: { type: "string" },
  },
});
const assets = process.env.LOTE_ASSETS ?? "../shared/assets";
const [half = "reporting", attribute] = positionals as [Half?, string?];
const limit = values.limit === undefined ? undefined : Number(values.limit);
const gold = (await goldOf(assets, half)).slice(0, limit);
const beers = half === "reporting" ? (await beersOf(assets)).slice(0, limit) : [];

if (attribute && half === "tuning") showMistakes(gold, attribute);
else {
  tables("rules", gold.map(askRules), beers.map(askRules));
  if (values.model) {
    const all = await askModel([...gold, ...beers], values.model, Number(values["max-cost"]));
    tables(values.model, all.said.slice(0, gold.length), all.said.slice(gold.length));
    console.log(`\nanswered by ${JSON.stringify(all.answeredBy)}, for ${all.cost.usd.toFixed(4)} USD`);
  }
}

function tables(who: string, said: readonly Said[], ofBeers: readonly Said[]): void {
  const pairs = gold.map((one, at) => ({ gold: one, said: said[at] ?? {} }));
  for (const source of ["wdc-pave", "oa-mine"] as const)
    table(
      `${who}: ${source}, ${half} half`,
      pairs.filter((pair) => pair.gold.source === source),
    );
  table(`${who}: both, ${half} half`, pairs);
  const weak = beers.map((one, at) => ({ gold: one, said: ofBeers[at] ?? {} }));
  if (weak.length > 0) table(`${who}: Chilean beers, brand by weak labels`, weak);
}

function table(name: string, pairs: readonly { readonly gold: Gold; readonly said: Said }[]): void {
  const scores = score(pairs);
  console.log(`\n${name}: ${pairs.length} titles`);
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
