import { existsSync } from "node:fs";
import type { NewQuestion, Recommendation } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { ReachedItem, WholeRun } from "../../../flow/stage.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import type { ClassifyTravel } from "./travel.ts";

/** Answers to the question about duplicates. */
export const keepBoth = "keep-both";
export const keepOne = (path: string): string => `keep:${path}`;

/**
 * Finds comics that claim the same issue, among those of the run and those linked before. Neither is moved to its
 * runner-up: that they agree says that both are right, and which to keep is for a person to say.
 */
export function duplicatesStage(stores: Stores): WholeRun<ClassifyTravel> {
  return {
    kind: "whole-run",
    name: "duplicates",
    async *run(items) {
      const claims = new Map<string, Claim[]>();
      for (const item of items()) {
        const issue = claimOf(item);
        if (issue === undefined) continue;
        const claim = { path: item.key, isStrong: item.travel.recommendation === "strong" };
        const standing = claims.get(issue);
        if (standing) standing.push(claim);
        else claims.set(issue, [claim]);
      }
      for (const item of items()) {
        const issue = claimOf(item);
        if (!item.waiting || issue === undefined) continue;
        const isStrong = item.travel.recommendation === "strong";
        // A doubtful comic does not hold a sure one up: it is the doubtful one that is asked about.
        const others = (claims.get(issue) ?? []).filter((claim) => claim.isStrong || !isStrong);
        const rivals = new Set([...others.map(({ path }) => path), ...linkedBefore(stores, item)]);
        rivals.delete(item.key);
        if (rivals.size > 0) yield { id: item.id, travel: { ...item.travel, rivals: [...rivals].sort() } };
      }
    },
  };
}

/** That a comic is of an issue. */
interface Claim {
  readonly path: string;
  readonly isStrong: boolean;
}

/** The issue that the comic would be linked to, when it is at least likely. */
function claimOf({ travel }: ReachedItem<ClassifyTravel>): string | undefined {
  const likely: readonly Recommendation[] = ["medium", "strong"];
  return likely.includes(travel.recommendation ?? "none") ? travel.candidates?.[0]?.target : undefined;
}

function linkedBefore(stores: Stores, { travel }: ReachedItem<ClassifyTravel>): string[] {
  const { catalogue, collection } = stores.comics;
  const cover = catalogue.coverNamed(travel.candidates?.[0]?.id ?? "");
  if (!cover) return [];
  // A comic that was moved or deleted since is nobody's rival.
  return collection.linkedTo(cover.issue).flatMap(({ path }) => (existsSync(pathOfKey(path)) ? [path] : []));
}

/**
 * Which of the comics that claim an issue shall be linked to it. Asked once for all of them: it is moot for one
 * that turns out to be another issue.
 */
export function duplicateQuestion(path: string, travel: ClassifyTravel): NewQuestion | undefined {
  const { rivals = [], candidates = [], features } = travel;
  const claimed = candidates[0];
  if (rivals.length === 0 || !claimed) return undefined;
  const all = [path, ...rivals].sort();
  const score = claimed.score;
  const option = (id: string, label: string) => ({
    id,
    label,
    score,
    probability: null,
    reasons: [],
    target: id,
  });
  return {
    name: "duplicate",
    subject: claimed.target,
    recommendation: "low",
    together: true,
    onlyIf: { question: "issue", choice: claimed.id },
    reasons: rivals.map((other) => ({ code: "duplicate", speaks: "info" as const, data: { other } })),
    candidates: [option(keepBoth, claimed.label), ...all.map((one) => option(keepOne(one), one))],
    ...(features ? { preview: features.content } : {}),
  };
}
