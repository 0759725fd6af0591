import type { CoverRow, IssueRow } from "../../../../stores/comics.ts";
import type { Candidate, Reason, Recommendation } from "../../../../stores/ledger.ts";
import { colourSimilarity } from "../../../images/colour-signature.ts";
import { hammingDistance } from "../../../images/perceptual-hash.ts";
import type { Evidence, Scale } from "../../../matching/evidence.ts";
import { recommend } from "../../../matching/recommend.ts";
import type { CoverFeatures } from "../cover-features.ts";
import { issueLabel, textOpinion } from "../issue.ts";

/** A catalogue cover near the comic. */
export interface NearCover {
  readonly cover: CoverRow;
  readonly issue: IssueRow;
  readonly cosine: number;
}

/** So many issues are shown to a person. */
const shown = 5;

/**
 * From the nearest covers to candidates: one for each issue (its nearest variant), best first, with the reasons,
 * and what the first of them deserves. `rejected` issues are never suggested again.
 */
export function toCandidates(
  comic: CoverFeatures,
  near: readonly NearCover[],
  scale: Scale,
  rejected: ReadonlySet<string>,
): { readonly candidates: readonly Candidate[]; readonly recommendation: Recommendation } {
  const hash = Uint8Array.fromHex(comic.hash);
  const colour = Uint8Array.fromHex(comic.colour);
  // A rejected issue is no rival: the person has ruled it out. A faint one is, though it is not suggested: else a
  // higher threshold would hide the rivals of a doubtful match, and have it applied.
  const rivals = nearestOfEachIssue(near).filter(({ issue }) => !rejected.has(issue.key));
  const issues = rivals.filter(({ cosine }) => cosine >= scale.suggest);
  const evidence = issues.map((one, index) => {
    const rival = rivals[index === 0 ? 1 : 0];
    return {
      cosine: one.cosine,
      margin: rival ? one.cosine - rival.cosine : null,
      hashDistance: hammingDistance(hash, one.cover.hash),
      colourSimilarity: colourSimilarity(colour, one.cover.colour),
      ...textEvidence(comic, one.issue),
    };
  });
  const best = evidence[0];
  return {
    recommendation: best ? recommend(best, scale) : "none",
    candidates: issues.slice(0, shown).map((one, index) => toCandidate(one, evidence[index], rivals)),
  };
}

function nearestOfEachIssue(near: readonly NearCover[]): NearCover[] {
  const best = new Map<string, NearCover>();
  for (const one of near) {
    const standing = best.get(one.issue.key);
    if (!standing || one.cosine > standing.cosine) best.set(one.issue.key, one);
  }
  return [...best.values()].sort((a, b) => b.cosine - a.cosine || a.cover.id - b.cover.id);
}

type FullEvidence = Evidence & { readonly textReasons: readonly Reason[] };

function textEvidence(comic: CoverFeatures, issue: IssueRow): Pick<FullEvidence, "text" | "textReasons"> {
  const opinion = textOpinion(comic.hints, issue);
  const reasons: Reason[] = [];
  const add = (code: "series" | "number" | "year" | "title", agrees: boolean | null) => {
    const hint = comic.hints[code];
    if (agrees !== null && hint !== undefined)
      reasons.push({ code, speaks: agrees ? "for" : "against", data: { hint } });
  };
  add("series", opinion.series);
  add("number", opinion.number);
  add("year", opinion.year);
  add("title", opinion.title);
  // A folder may be named anything, so another series alone is no objection; with another number it is.
  const otherPart = opinion.series === true && (opinion.number === false || opinion.year === false);
  const otherComic = opinion.series === false && opinion.number === false;
  const against = otherPart || otherComic || opinion.title === false;
  const agrees = (opinion.series === true && opinion.number === true) || opinion.title === true;
  return { text: against ? "against" : agrees ? "for" : "silent", textReasons: reasons };
}

function toCandidate(
  { cover, issue, cosine }: NearCover,
  evidence: FullEvidence | undefined,
  all: readonly NearCover[],
): Candidate {
  if (!evidence) throw new Error("a candidate without evidence");
  const { hashDistance, colourSimilarity: colours, margin } = evidence;
  const rival = all.find((other) => other.issue.key !== issue.key);
  return {
    id: cover.name,
    label: issueLabel(issue),
    score: round(cosine),
    probability: null,
    target: issue.key,
    preview: cover.content,
    reasons: [
      { code: "cosine", speaks: "info", data: { value: round(cosine) } },
      margin === null || !rival
        ? { code: "no-rival", speaks: "for" }
        : {
            code: "margin",
            speaks: margin > 0 ? "for" : "against",
            data: { value: round(margin), rival: issueLabel(rival.issue) },
          },
      {
        code: "hash",
        speaks: hashDistance <= 14 ? "for" : hashDistance >= 26 ? "against" : "info",
        data: { distance: hashDistance },
      },
      {
        code: "colour",
        speaks: colours >= 0.5 ? "for" : colours < 0.2 ? "against" : "info",
        data: { value: round(colours) },
      },
      ...evidence.textReasons,
    ],
    data: { path: cover.path, series: issue.series, number: issue.number, year: issue.year },
  };
}

/** Four places: what a reader can use, and equal on every machine. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
