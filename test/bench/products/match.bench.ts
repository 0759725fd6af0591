/**
 * Whether two names of different shops are one product: `bun test/bench/products/match.bench.ts`. The threshold is chosen
 * on the tuning half, for the likeness and for a plain cosine of the names' vectors alike; the other half is reported.
 */
import { hashedNgrams } from "../../../src/engine/embedding/text/hashed-ngrams.ts";
import {
  comparableName,
  likeness,
  weigh,
} from "../../../src/engine/workflows/products/match/compare-names.ts";
import { type LabelledPair, pairsOf } from "./names.ts";

const assets = process.env.LOTE_ASSETS ?? "../shared/assets";

const scorers = {
  "plain cosine": async (pairs: readonly LabelledPair[]) =>
    pairs.map(({ left, right }) => {
      const [one, other] = [hashedNgrams(left), hashedNgrams(right)];
      return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
    }),
  likeness: async (pairs: readonly LabelledPair[]) => {
    const read = pairs.map(({ left, right }) => [comparableName(left), comparableName(right)] as const);
    const weights = weigh(read.flat());
    return read.map(([one, other]) => likeness(one, other, weights).score);
  },
};

interface Figures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

function figures(pairs: readonly LabelledPair[], scores: readonly number[], threshold: number): Figures {
  let [right, said, there] = [0, 0, 0];
  for (const [at, { isSame }] of pairs.entries()) {
    const isSaid = (scores[at] ?? 0) >= threshold;
    if (isSame) there++;
    if (isSaid) said++;
    if (isSame && isSaid) right++;
  }
  const precision = right / (said || 1);
  const recall = right / (there || 1);
  return { precision, recall, f1: right === 0 ? 0 : (2 * right) / (said + there) };
}

const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
console.log("| pairs | by | threshold | precision | recall | F1 |\n| --- | --- | --- | --- | --- | --- |");
for (const source of ["abt-buy", "amazon-google"]) {
  const of = async (half: "tuning" | "reporting") =>
    (await pairsOf(assets, half)).filter((pair) => pair.source === source);
  const [tuning, reporting] = [await of("tuning"), await of("reporting")];
  for (const [name, scorer] of Object.entries(scorers)) {
    const scores = await scorer(tuning);
    const thresholds = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);
    const best = thresholds.reduce((a, b) =>
      figures(tuning, scores, b).f1 > figures(tuning, scores, a).f1 ? b : a,
    );
    const shown = process.argv[2] === "tuning" ? tuning : reporting;
    const { precision, recall, f1 } = figures(shown, await scorer(shown), best);
    console.log(
      `| ${source}, ${shown.length} | ${name} | ${best} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} |`,
    );
  }
}
