/**
 * Whether the cache answers for the wrong product, and how often it answers at all:
 * `bun test/bench/products/cache.bench.ts [tuning|reporting|last]`; `… mistakes` prints those of the tuning half;
 * `… speed [ENTRIES]` measures 100,000 entries, in SQLite or in what `LOTE_INDEX_URL` names. `last shown` prints those of
 * the last draw, to explain what is left of them once nothing is tuned any more.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashedNgrams } from "../../../src/engine/embedding/text/hashed-ngrams.ts";
import { randomOf } from "../../../src/engine/seeded-random.ts";
import { SemanticCache } from "../../../src/engine/workflows/products/cache/semantic-cache.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { nearMisses, variants } from "../../fixtures/products/edits.ts";
import { type Draw, namesOf, pairsOf } from "./names.ts";

const assets = process.env.LOTE_ASSETS ?? "../shared/assets";
const what = process.argv[2] ?? "last";
const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
const stores = openStores(folder);
const vectorise = async (names: readonly string[]) => names.map(hashedNgrams);
/** SQLite, or what LOTE_INDEX_URL names. */
const index = await stores.productAnswers.open(process.env.LOTE_INDEX_URL);
const cacheOf = (scope: string) =>
  new SemanticCache<{ attributes: object; of: string }>(index, vectorise, scope);
try {
  if (what === "speed") await speed();
  else
    await quality(
      what === "mistakes" ? "tuning" : (what as Draw),
      what === "mistakes" || process.argv[3] === "shown",
    );
} finally {
  await index.close();
  stores.close();
  rmSync(folder, { recursive: true, force: true });
}

async function quality(draw: Draw, shows: boolean): Promise<void> {
  const names = await namesOf(assets, draw);
  const products = new Map(names.map(({ name, product }) => [name, product]));
  const cache = cacheOf("names");
  await cache.keep(names.map(({ name }) => ({ name, answer: { attributes: {}, of: name } })));
  const random = randomOf(draw);
  const texts = names.map(({ name }) => name);
  const wrong: Record<string, { asked: number; hits: number }> = {};
  const tell = (kind: string, isHit: boolean) => {
    const one = wrong[kind] ?? { asked: 0, hits: 0 };
    wrong[kind] = { asked: one.asked + 1, hits: one.hits + (isHit ? 1 : 0) };
  };
  const pairs = await pairsOf(assets, draw);
  // More names to edit: those of the labelled pairs, a part of them.
  const more = [...new Set(pairs.map(({ left, right }) => (draw === "last" ? right : left)))]
    .filter((name) => !products.has(name))
    .slice(0, 1500);
  await cache.keep(more.map((name) => ({ name, answer: { attributes: {}, of: name } })));
  for (const name of [...texts, ...more]) {
    for (const edit of nearMisses(name, texts, random)) {
      const hit = await cache.find(edit.name);
      tell(edit.kind, hit?.name === name);
      if (hit?.name === name && shows) console.log(`${edit.kind}\n   ${name}\n   ${edit.name}`);
    }
  }
  // Names of other products that stand beside each other in the cache.
  const alone = cacheOf("one by one");
  for (const { name, product } of names) {
    const hit = await alone.find(name);
    const isOther = hit !== undefined && products.get(hit.name) !== product && name !== hit.name;
    tell("another product's real name", isOther);
    if (isOther && shows) console.log(`real\n   ${hit.name}\n   ${name}`);
    if (!hit) await alone.keep([{ name, answer: { attributes: {}, of: name } }]);
  }
  let same = 0;
  let found = 0;
  for (const [at, { left, right, isSame }] of pairs.entries()) {
    const cache = cacheOf(`pair ${at}`);
    await cache.keep([{ name: left, answer: { attributes: {}, of: left } }]);
    const hit = await cache.find(right);
    if (isSame) {
      same++;
      if (hit) found++;
    } else {
      // What tells them apart is not in their names: a price, a maker, an edition.
      const saysOther = !isSameText(left, right);
      tell(
        saysOther ? "labelled as different" : "labelled as different, in the same words",
        hit !== undefined,
      );
      if (hit && saysOther && shows) console.log(`labelled\n   ${left}\n   ${right}`);
    }
  }
  const sum = { asked: 0, hits: 0 };
  console.log(`\nNear misses, ${draw}: ${texts.length + more.length} names, ${pairs.length} labelled pairs`);
  console.log("| kind | asked | answered for the wrong product |\n| --- | --- | --- |");
  for (const [kind, { asked, hits }] of Object.entries(wrong)) {
    console.log(`| ${kind} | ${asked} | ${hits} |`);
    sum.asked += asked;
    sum.hits += hits;
  }
  console.log(`| all | ${sum.asked} | ${sum.hits} |`);
  console.log(`\nOf ${same} pairs that are labelled as the same product ${found} answer each other.`);
  console.log(`\nTrue variants, ${draw}`);
  console.log("| kind | asked | answered | by key | answered for another |\n| --- | --- | --- | --- | --- |");
  const right: Record<string, [number, number, number, number]> = {};
  for (const { name, product } of names) {
    for (const { kind, name: variant } of variants(name, random)) {
      const hit = await cache.find(variant);
      const [asked, hits, exact, others] = right[kind] ?? [0, 0, 0, 0];
      const isRight = hit !== undefined && products.get(hit.name) === product;
      const isOther = hit !== undefined && !isRight;
      right[kind] = [
        asked + 1,
        hits + (isRight ? 1 : 0),
        exact + (isRight && hit.kind === "exact" ? 1 : 0),
        others + (isOther ? 1 : 0),
      ];
      if (shows && !isRight) console.log(`variant ${kind}\n   ${name}\n   ${variant}`);
    }
  }
  const all = [0, 0, 0, 0];
  const line = (kind: string, [asked = 0, hits = 0, exact = 0, others = 0]: readonly number[]) =>
    console.log(
      `| ${kind} | ${asked} | ${hits} (${((hits / asked) * 100).toFixed(1)} %) | ${exact} | ${others} |`,
    );
  for (const [kind, counts] of Object.entries(right)) {
    line(kind, counts);
    for (const [at, count] of counts.entries()) all[at] = (all[at] ?? 0) + count;
  }
  line("all", all);
}

/** Are two names the same but for signs, case, blanks and the order of words? */
function isSameText(one: string, other: string): boolean {
  const wordsOf = (name: string) =>
    name
      .toLowerCase()
      .replace(/&/g, "and")
      .replace(/[^a-z0-9 ]/g, "")
      .split(" ")
      .filter(Boolean);
  const [left, right] = [wordsOf(one), wordsOf(other)];
  return left.join("") === right.join("") || left.sort().join("") === right.sort().join("");
}

async function speed(): Promise<void> {
  const entries = Number(process.argv[3] ?? 100_000);
  const random = randomOf("speed");
  const base = [...(await namesOf(assets, "tuning")), ...(await namesOf(assets, "reporting"))];
  const cache = cacheOf("speed");
  const names: string[] = [];
  for (let number = 0; names.length < entries; number++) {
    const { name } = base[number % base.length] ?? { name: "" };
    // Other goods of the same kinds: other numbers, and words of other names.
    const [one] = nearMisses(name, [base[random.whole(0, base.length - 1)]?.name ?? ""], random).filter(
      () => true,
    );
    names.push(`${one?.name ?? name} ${random.pick(["Rojo", "Azul", "Negro", ""])} ${random.whole(1, 400)}`);
  }
  const since = performance.now();
  for (let from = 0; from < names.length; from += 2000) {
    await cache.keep(
      names.slice(from, from + 2000).map((name) => ({ name, answer: { attributes: {}, of: name } })),
    );
  }
  await index.settle();
  console.log(`kept ${names.length} in ${((performance.now() - since) / 1000).toFixed(1)} s`);
  const times = { exact: [] as number[], semantic: [] as number[], miss: [] as number[] };
  for (let round = 0; round < 4000; round++) {
    const name = names[random.whole(0, names.length - 1)] ?? "";
    const asked = round % 2 === 0 ? name.toUpperCase() : (variants(name, random).at(-1)?.name ?? name);
    const before = performance.now();
    const hit = await cache.find(asked);
    times[hit?.kind ?? "miss"].push(performance.now() - before);
  }
  for (const [kind, all] of Object.entries(times)) {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(2);
    console.log(`${kind}: ${all.length}, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`);
  }
}
