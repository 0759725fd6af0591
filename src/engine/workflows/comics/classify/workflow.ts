import type { ComicRow } from "../../../../stores/comics.ts";
import type { ClaimedItem, EffectRow, Json, NewItem, NewQuestion } from "../../../../stores/ledger.ts";
import { familyOf } from "../../../../stores/sqlite/ledger/rejections.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import { viewsOf } from "../../../embedding/views.ts";
import type { Answer } from "../../../flow/stage.ts";
import { assertCalibrated, calibrationOf } from "../../../matching/calibration/of-space.ts";
import { openCalibration, type StoredCalibration } from "../../../matching/calibration/stored-calibration.ts";
import { openParsers } from "../../../parsers/open-parsers.ts";
import { problemItem, throwProblem } from "../../../sources/problem.ts";
import { type SourceFile, walk } from "../../../sources/walk.ts";
import { wasTaken } from "../../../sources/was-taken.ts";
import {
  asWorkflow,
  type EffectContext,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import type { ClassifyParameters } from "../commands.ts";
import { type CoverTravel, embedStage, readStage } from "../cover-features.ts";
import { openEmbedder } from "../embedder.ts";
import { issueQuery, searchQuery } from "../queries/find-issue.ts";
import { toCandidates } from "./candidates.ts";
import { CatalogueMatcher } from "./catalogue-matcher.ts";
import { ComicInfoWriting } from "./comic-info-writing.ts";
import { copyEffect, isCopyStill, performCopy, planCopy, revertCopy } from "./copy.ts";
import { duplicateQuestion, duplicatesStage, keepBoth, keepOne } from "./duplicates.ts";
import { performLink, planLink, revertLink } from "./link.ts";
import { compareStage, nearStage } from "./match-stages.ts";
import { preparationReasons } from "./preparation-reasons.ts";
import type { ClassifyTravel } from "./travel.ts";

/** `lote comics classify`: the person's comics matched to the catalogue. */
export const classifyWorkflow: WorkflowDefinition = {
  name: "comics.classify",
  queries: [searchQuery, issueQuery],
  open: async (environment) => {
    const parameters = environment.run.parameters as unknown as ClassifyParameters;
    const embedder = await openEmbedder(environment, parameters.model, 0);
    try {
      const { stores, run } = environment;
      await assertCalibrated(stores, run.policy, embedder.space);
      const calibration = await calibrationOf(stores, embedder.space.comparison);
      const matcher = await CatalogueMatcher.open(stores, embedder);
      return asWorkflow(classify(environment, parameters, { embedder, matcher, calibration }));
    } catch (error) {
      await embedder.close();
      throw error;
    }
  },
};

/** What a classification works with. */
interface Tools {
  readonly embedder: CoverEmbedder;
  readonly matcher: CatalogueMatcher;
  readonly calibration: StoredCalibration | null;
}

function classify(
  environment: WorkflowEnvironment,
  parameters: ClassifyParameters,
  { embedder, matcher, calibration: stored }: Tools,
) {
  const calibration = stored && openCalibration(stored);
  const { stores, run, settings } = environment;
  const concurrency = settings.concurrency ?? navigator.hardwareConcurrency;
  const parsers = openParsers(concurrency, environment.signal);
  const { ledger } = stores;
  const { space } = embedder;
  const comicInfo = new ComicInfoWriting(environment, parameters.comicInfo);

  async function* items(): AsyncIterable<NewItem> {
    let count = 0;
    for await (const found of walk(parameters.paths)) {
      if (parameters.max !== null && count >= parameters.max) return;
      if ("problem" in found) {
        yield problemItem(found);
        continue;
      }
      const input = { file: { ...found } };
      const known = stores.comics.collection.get(found.path);
      const skip = known && !parameters.all ? settledAs(stores, known, found) : undefined;
      // After a crash the source is read again: what this very run has linked was taken by it, and still counts.
      if (skip === undefined || (parameters.max !== null && wasTaken(ledger, run, found.path))) count++;
      yield { key: found.path, input, ...(skip === undefined ? {} : { skip }) };
    }
  }

  const near = nearStage<ClassifyTravel>(
    matcher,
    ({ vectors, features }) =>
      features &&
      new Map([
        ...stores.vectors.of(space.id, features.content, viewsOf(space, features.preparation.layout)),
        ...(vectors ?? []),
      ]),
  );
  const rejectedFor = (content: string) => ledger.rejections.targets(familyOf(run.workflow), content);
  const compare = compareStage<ClassifyTravel>(
    stores,
    embedder.scale,
    // A rejected issue is no rival: the person has ruled it out.
    ({ issue }, { features }) => !features || !rejectedFor(features.content).has(issue.key),
    ({ features }, compared) => {
      if (!features) return {};
      const { threshold } = parameters;
      const suggestion = toCandidates(features, compared, { scale: embedder.scale, threshold, calibration });
      return { candidates: suggestion.candidates, recommendation: suggestion.recommendation };
    },
  );

  return {
    name: "comics.classify",
    stages: [
      readStage<ClassifyTravel>(stores, embedder, parsers, {
        concurrency,
        force: false,
      }),
      embedStage<ClassifyTravel>(stores, embedder),
      near,
      compare,
      duplicatesStage(stores),
    ],
    items,
    begin: (item: ClaimedItem): ClassifyTravel => {
      throwProblem(item.input);
      return { ...(item.input as unknown as CoverTravel), ...(item.carry as object | null) };
    },
    carry: ({ features, candidates, recommendation, rivals }: ClassifyTravel): Json =>
      ({ features, candidates, recommendation, rivals }) as unknown as Json,
    result: (
      { features, candidates, recommendation, rivals }: ClassifyTravel,
      effect?: Pick<PlannedEffect, "plan">,
    ): Json => ({
      recommendation: recommendation ?? "none",
      best: candidates?.[0]?.label ?? null,
      hints: features ? { ...features.hints } : null,
      page: features?.page ?? null,
      pages: features?.pages ?? null,
      duplicates: rivals ?? [],
      ...comicInfo.result(effect),
    }),
    questions: (item: ClaimedItem, travel: ClassifyTravel): NewQuestion[] => {
      const { features, candidates = [], recommendation = "none" } = travel;
      if (!features) return [];
      const issue: NewQuestion = {
        name: "issue",
        subject: features.content,
        recommendation,
        candidates,
        reasons: preparationReasons(features.preparation),
        preview: features.content,
      };
      const duplicate = duplicateQuestion(item.key, travel);
      return duplicate ? [issue, duplicate] : [issue];
    },
    plan: async (item: ClaimedItem, travel: ClassifyTravel, answers: readonly Answer[]) => {
      const { file, features, rivals = [] } = travel;
      const choice = (name: string) => answers.find((answer) => answer.question === name)?.choice ?? null;
      const cover = choice("issue");
      const kept = choice("duplicate");
      if (cover === null || !features) return null;
      if (kept !== null && kept !== keepBoth && kept !== keepOne(item.key))
        return planCopy(file, features, cover);
      const instead = kept === keepOne(item.key) ? rivals : [];
      return planLink(file, features, cover, instead, await comicInfo.plan(file, cover));
    },
    perform: async (effect: PlannedEffect, _item: ClaimedItem, context: EffectContext) =>
      effect.kind === copyEffect ? () => performCopy(stores, effect) : performLink(stores, effect, context),
    revert: async (effect: EffectRow, context: EffectContext) =>
      effect.kind === copyEffect ? () => revertCopy(stores, effect) : revertLink(stores, effect, context),
    summary: () => ({
      space: { id: space.id, model: space.model, dimensions: space.dimensions, views: [...space.views] },
      calibration: stored && { examples: stored.examples, ece: stored.error.ece, madeAt: stored.madeAt },
      scale: {
        suggest: parameters.threshold ?? embedder.scale.suggest,
        medium: { ...embedder.scale.medium },
        strong: { ...embedder.scale.strong },
      },
      catalogue: { ...stores.comics.catalogue.size() },
      recommendations: { ...ledger.questions.tally(run.id, "issue") },
      linked: ledger.effects.count(run.id, "link"),
      ...comicInfo.summary(),
      device: { ...embedder.device },
    }),
    close: async () => {
      await Promise.all([parsers.close(), matcher.close(), embedder.close()]);
    },
  };
}

/** Why a comic needs nothing: it is matched already, or a copy of one that is kept in its place. */
export type SettledReason = "linked" | "copy-not-kept";

/** Undefined where it changed since, or is still to be matched. */
function settledAs(stores: Stores, known: ComicRow, found: SourceFile): SettledReason | undefined {
  if (known.size !== found.size || known.modifiedMs !== found.modifiedMs) return undefined;
  if (known.issue !== null) return "linked";
  return isCopyStill(stores, known) ? "copy-not-kept" : undefined;
}
