import type { ClaimedItem, EffectRow, Json, NewEffect, NewItem } from "../../../../stores/ledger.ts";
import type { CoverEmbedder } from "../../../embedding/cover-embedder.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { Batch, Each } from "../../../flow/stage.ts";
import { openParsers } from "../../../parsers/open-parsers.ts";
import { asWorkflow, type WorkflowDefinition, type WorkflowEnvironment } from "../../workflow.ts";
import { toCandidates } from "../classify/candidates.ts";
import { CatalogueMatcher } from "../classify/catalogue-matcher.ts";
import { compareStage, nearStage } from "../classify/match-stages.ts";
import type { CalibrateParameters } from "../commands.ts";
import { embedStage, readStage } from "../cover-features.ts";
import { openEmbedder } from "../embedder.ts";
import { examples, usualSample } from "./examples.ts";
import { fitKey, fitStage } from "./fit-stage.ts";
import { judge } from "./judge.ts";
import { performCalibration, planCalibration, revertCalibration } from "./keep.ts";
import { readExample } from "./read-example.ts";
import type { CalibrateTravel } from "./travel.ts";

/**
 * `lote comics calibrate`: how likely a match is right, fitted to matches whose answer is known. Examples go through
 * the stages of a classification, but nothing of them is kept; the fit is one effect.
 */
export const calibrateWorkflow: WorkflowDefinition = {
  name: "comics.calibrate",
  open: async (environment) => {
    const parameters = environment.run.parameters as unknown as CalibrateParameters;
    const embedder = await openEmbedder(environment, parameters.model, 0);
    try {
      const matcher = await CatalogueMatcher.open(environment.stores, embedder);
      return asWorkflow(calibrate(environment, parameters, embedder, matcher));
    } catch (error) {
      await embedder.close();
      throw error;
    }
  },
};

function calibrate(
  { stores, run, settings, signal }: WorkflowEnvironment,
  parameters: CalibrateParameters,
  embedder: CoverEmbedder,
  matcher: CatalogueMatcher,
) {
  const concurrency = settings.concurrency ?? navigator.hardwareConcurrency;
  const parsers = openParsers(concurrency, signal);
  const read = readStage<CalibrateTravel>(stores, embedder, parsers, {
    concurrency,
    force: false,
    read: readExample,
  });
  const embed = embedStage<CalibrateTravel>(stores, embedder);

  const near = nearStage<CalibrateTravel>(matcher, ({ vectors }) => vectors);
  const compare = compareStage<CalibrateTravel>(
    stores,
    embedder.scale,
    ({ issue }, { truth }) => issue.key !== truth?.withheld,
    ({ features, truth }, compared) => {
      if (!features || !truth) return {};
      return { match: judge(toCandidates(features, compared, { scale: embedder.scale }), truth) };
    },
  );
  const stages = [
    withoutTraces(read),
    withoutTraces(embed),
    near,
    compare,
    fitStage(embedder.space.comparison, stores.ledger.now),
  ];

  async function* items(): AsyncIterable<NewItem> {
    yield* examples(stores, parameters.max ?? usualSample);
    yield { key: fitKey, input: {}, stage: stages.length - 1 };
  }

  return {
    name: "comics.calibrate",
    stages,
    items,
    begin: ({ input, carry }: ClaimedItem): CalibrateTravel =>
      ({ ...(input as object), ...(carry as object | null) }) as CalibrateTravel,
    carry: ({ match, fit }: CalibrateTravel): Json => ({ match, fit }) as unknown as Json,
    result: ({ match, fit, distortion, truth }: CalibrateTravel): Json => {
      if (fit) return "calibration" in fit ? (fit.calibration as unknown as Json) : null;
      return {
        strength: distortion?.strength ?? null,
        withheld: truth?.withheld !== undefined,
        right: match?.right ?? null,
      };
    },
    plan: async (_item: unknown, { fit }: CalibrateTravel): Promise<NewEffect | null> => {
      if (!fit) return null;
      if ("problem" in fit) throw new LoteError(fit.problem.code, fit.problem.data);
      return planCalibration(fit.calibration);
    },
    perform: async (effect: NewEffect) => () => performCalibration(stores, effect),
    revert: async (effect: EffectRow) => () => revertCalibration(stores, effect),
    summary: (): Json => {
      const { id, model, dimensions } = embedder.space;
      return {
        space: { id, model, dimensions },
        calibration: stores.ledger.items.resultOf(run.id, fitKey),
        device: { ...embedder.device },
      };
    },
    close: async () => {
      await Promise.all([parsers.close(), matcher.close(), embedder.close()]);
    },
  };
}

/** Distorted covers are nobody's: neither checkpoints, nor previews, nor vectors of them are stored. */
function withoutTraces<S extends Each<CalibrateTravel> | Batch<CalibrateTravel>>(stage: S): S {
  const { checkpoint: _, ...rest } = stage;
  if (stage.kind === "each") {
    const run: Each<CalibrateTravel>["run"] = async (...args) => ({
      ...(await stage.run(...args)),
      saves: [],
    });
    return { ...rest, run } as unknown as S;
  }
  const gather: Batch<CalibrateTravel>["gather"] = (...args) => ({ ...stage.gather(...args), saves: [] });
  return { ...rest, gather } as unknown as S;
}
