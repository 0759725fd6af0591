import { hammingDistance } from "../../../src/engine/images/perceptual-hash.ts";
import { wilson } from "../../../src/engine/matching/calibration/proportion.ts";
import { reliabilityOf } from "../../../src/engine/matching/calibration/reliability.ts";
import type { Answer } from "./ask-engine.ts";
import type { BenchCover, Role } from "./corpus.ts";
import type { PaintedCorpus } from "./painted-corpus.ts";

/** What a way of matching takes for sure, in one query. */
interface Verdict {
  readonly cover: BenchCover | null;
  /** It would be applied without asking. */
  readonly applied: boolean;
}

/** A way of matching, judged over many queries. */
export interface Figures {
  readonly queries: number;
  /** Of the queries whose cover is in the catalogue: the share whose best candidate is that cover. */
  readonly first: number;
  /** Of the queries whose cover is in the catalogue: the share that would be applied. */
  readonly coverage: number;
  readonly applied: number;
  /** Of what would be applied: the share that is right, and what it is at least (95 %, two-sided). */
  readonly precision: number;
  readonly atLeast: number;
  /** Wrong applications, by what was asked for. */
  readonly wrong: Readonly<Record<Role, number>>;
}

/** Judges verdicts; a cover that is not in the catalogue has no right answer. */
function judge(answers: readonly Answer[], verdictOf: (answer: Answer) => Verdict): Figures {
  const wrong: Record<Role, number> = { plain: 0, absent: 0, twin: 0, "lone-twin": 0 };
  let [known, first, applied, appliedKnown, right] = [0, 0, 0, 0, 0];
  for (const answer of answers) {
    const { cover } = answer.query;
    const verdict = verdictOf(answer);
    const isRight = cover.catalogued && verdict.cover === cover;
    if (cover.catalogued) known++;
    if (isRight) first++;
    if (!verdict.applied) continue;
    applied++;
    if (cover.catalogued) appliedKnown++;
    if (isRight) right++;
    else wrong[cover.role]++;
  }
  return {
    ...{ queries: answers.length, applied, wrong },
    first: first / Math.max(1, known),
    coverage: appliedKnown / Math.max(1, known),
    precision: applied === 0 ? Number.NaN : right / applied,
    atLeast: wilson(right, applied).low,
  };
}

/** What `--yes` applies; with a probability, what `--yes --accept-above` of it does. */
export function ofEngine(answers: readonly Answer[], above = 0): Figures {
  return judge(answers, ({ best, accepted, probability }) => ({
    cover: best,
    applied: accepted && (above === 0 || (probability ?? 0) >= above),
  }));
}

/** The baseline of the seed: the nearest cover by cosine, where that is at least 0.75. */
export function ofBestCosine(answers: readonly Answer[]): Figures {
  return judge(answers, ({ nearest }) => ({ cover: nearest.cover, applied: nearest.cosine >= 0.75 }));
}

/** The baseline of the taggers: the nearest cover by perceptual hash, where it differs in 10 bits of 64 at most. */
export function ofNearestHash(answers: readonly Answer[], { covers, facts }: PaintedCorpus): Figures {
  const known = covers.flatMap((cover) => {
    const hash = cover.catalogued ? facts.get(cover.id)?.hash : undefined;
    return hash ? [{ cover, hash: Uint8Array.fromHex(hash) }] : [];
  });
  return judge(answers, (answer) => {
    const own = Uint8Array.fromHex(answer.facts.hash);
    let best: { cover: BenchCover; distance: number } | undefined;
    for (const { cover, hash } of known) {
      const distance = hammingDistance(own, hash);
      if (!best || distance < best.distance) best = { cover, distance };
    }
    return { cover: best?.cover ?? null, applied: (best?.distance ?? 64) <= 10 };
  });
}

/** How far the probabilities of best candidates are off; null where none has one. */
export function errorOf(answers: readonly Answer[]) {
  const forecasts = answers.flatMap(({ query, best, probability }) =>
    probability === null ? [] : [{ probability, right: query.cover.catalogued && best === query.cover }],
  );
  return forecasts.length === 0 ? null : { count: forecasts.length, ...reliabilityOf(forecasts) };
}
