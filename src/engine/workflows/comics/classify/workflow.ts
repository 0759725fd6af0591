import type {
  ClaimedItem,
  EffectRow,
  Json,
  NewEffect,
  NewItem,
  NewQuestion,
} from "../../../../stores/ledger.ts";
import { familyOf } from "../../../../stores/sqlite/ledger/questions.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import { batchStage } from "../../../flow/stage.ts";
import {
  type Answer,
  asWorkflow,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import type { ClassifyParameters } from "../commands.ts";
import { type CoverTravel, embedStage, readStage } from "../cover-features.ts";
import { openEmbedder } from "../embedder.ts";
import { problemItem, throwProblem } from "../sources/problem.ts";
import { walk } from "../sources/walk.ts";
import { wasTaken } from "../was-taken.ts";
import { toCandidates } from "./candidates.ts";
import { CatalogueMatcher } from "./catalogue-matcher.ts";
import { duplicateQuestion, duplicatesStage, keepBoth, keepOne } from "./duplicates.ts";
import { performLink, planLink, revertLink } from "./link.ts";
import type { ClassifyTravel } from "./travel.ts";

/** `lote comics classify`: the person's comics matched to the catalogue. */
export const classifyWorkflow: WorkflowDefinition = {
  name: "comics.classify",
  open: async (environment) => {
    const parameters = environment.run.parameters as unknown as ClassifyParameters;
    const embedder = await openEmbedder(environment, parameters.model, 0);
    try {
      const matcher = await CatalogueMatcher.open(environment.stores, embedder);
      return asWorkflow(classify(environment, parameters, embedder, matcher));
    } catch (error) {
      await embedder.close();
      throw error;
    }
  },
};

function classify(
  environment: WorkflowEnvironment,
  parameters: ClassifyParameters,
  embedder: CoverEmbedder,
  matcher: CatalogueMatcher,
) {
  const { stores, run, settings } = environment;
  const { ledger } = stores;
  const scale = {
    ...embedder.scale,
    ...(parameters.threshold === null ? {} : { suggest: parameters.threshold }),
  };

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
      const linked =
        known?.issue != null &&
        known.size === found.size &&
        known.modifiedMs === found.modifiedMs &&
        !parameters.all;
      // After a crash the source is read again: what this very run has linked was taken by it, and still counts.
      if (!linked || (parameters.max !== null && wasTaken(ledger, run, found.path))) count++;
      yield linked ? { key: found.path, input, skip: "linked" } : { key: found.path, input };
    }
  }

  const matchStage = batchStage<
    ClassifyTravel,
    Float32Array,
    Awaited<ReturnType<CatalogueMatcher["match"]>>[number]
  >({
    kind: "batch",
    name: "match",
    concurrency: 1,
    maxParts: 250,
    waitMs: 50,
    parts: (_item, travel) => {
      const vector = travel.vector ?? stores.vectors.get(embedder.space.id, travel.features?.content ?? "");
      return vector ? [vector] : [];
    },
    run: (vectors) => matcher.match(vectors),
    gather: (_item, { features }, [near]) => {
      if (!features || !near) return {};
      const rejected = ledger.questions.rejectedTargets(familyOf(run.workflow), features.content);
      return {
        travel: {
          ...toCandidates(features, near, scale, rejected),
          vector: undefined,
        } as unknown as ClassifyTravel,
      };
    },
  });

  return {
    name: "comics.classify",
    stages: [
      readStage<ClassifyTravel>(stores, embedder, {
        concurrency: settings.concurrency ?? navigator.hardwareConcurrency,
        force: false,
      }),
      embedStage<ClassifyTravel>(stores, embedder),
      matchStage,
      duplicatesStage(stores),
    ],
    items,
    begin: (item: ClaimedItem): ClassifyTravel => {
      throwProblem(item.input);
      return { ...(item.input as unknown as CoverTravel), ...(item.carry as object | null) };
    },
    carry: ({ features, candidates, recommendation, rivals }: ClassifyTravel): Json =>
      ({ features, candidates, recommendation, rivals }) as unknown as Json,
    result: ({ features, candidates, recommendation, rivals }: ClassifyTravel): Json => ({
      recommendation: recommendation ?? "none",
      best: candidates?.[0]?.label ?? null,
      hints: features ? { ...features.hints } : null,
      page: features?.page ?? null,
      duplicates: rivals ?? [],
    }),
    questions: (item: ClaimedItem, travel: ClassifyTravel): NewQuestion[] => {
      const { features, candidates = [], recommendation = "none" } = travel;
      if (!features) return [];
      const issue: NewQuestion = {
        name: "issue",
        subject: features.content,
        recommendation,
        candidates,
        reasons: [],
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
      if (kept !== null && kept !== keepBoth && kept !== keepOne(item.key)) return null;
      return planLink(file, features, cover, kept === keepOne(item.key) ? rivals : []);
    },
    effectsInStore: true,
    perform: async (effect: NewEffect) => () => performLink(stores, effect),
    revert: async (effect: EffectRow) => () => revertLink(stores, effect),
    summary: () => ({
      space: { id: embedder.space.id, model: embedder.space.model, dimensions: embedder.space.dimensions },
      scale: { suggest: scale.suggest, medium: { ...scale.medium }, strong: { ...scale.strong } },
      catalogue: { ...stores.comics.catalogue.size() },
      recommendations: { ...ledger.questions.tally(run.id, "issue") },
      linked: ledger.effects.count(run.id, "link"),
      device: { ...embedder.device },
    }),
    close: async () => {
      await Promise.all([matcher.close(), embedder.close()]);
    },
  };
}
