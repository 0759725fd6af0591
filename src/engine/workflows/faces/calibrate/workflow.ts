import type { EffectRow, Json, NewItem } from "../../../../stores/ledger.ts";
import { calibrateFaces, type FaceCalibration, type KnownFace } from "../../../faces/calibrate-faces.ts";
import type { Each } from "../../../flow/stage.ts";
import {
  type NewCalibration,
  replaceCalibration,
  restoreCalibration,
} from "../../../matching/calibration/replace-calibration.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import { consentRule } from "../care/consent-rule.ts";
import { thresholdsKey } from "../identify/thresholds.ts";
import type { CalibrateParameters } from "../parameters.ts";
import type { OpenReader } from "../reader.ts";
import { type FaceStores, openFaceStores } from "../sink/open-sink.ts";

interface Travel {
  readonly found?: FaceCalibration;
}

/** `lote faces calibrate`: fits the threshold of a space to this workspace's own people. */
export function calibrateWorkflow(openReader: OpenReader): WorkflowDefinition {
  return {
    name: "faces.calibrate",
    open: async (environment) => {
      const parameters = environment.run.parameters as unknown as CalibrateParameters;
      const { stores, settings } = environment;
      const faces = await openFaceStores(stores, settings, { kind: parameters.vectors, access: "read" });
      try {
        const { reader } = await openReader(environment, parameters.model);
        await reader.close();
        return asWorkflow(calibrate(environment, parameters, faces, reader));
      } catch (error) {
        await faces.sink.close();
        throw error;
      }
    },
  };
}

function calibrate(
  { stores, settings, run }: WorkflowEnvironment,
  { rate }: CalibrateParameters,
  { sink, tables }: FaceStores,
  { space, thresholds }: Pick<Awaited<ReturnType<OpenReader>>["reader"], "space" | "thresholds">,
) {
  const { ledger } = stores;
  const consent = consentRule(settings, tables);

  const fit: Each<Travel> = {
    kind: "each",
    name: "fit",
    concurrency: 1,
    run: async () => {
      const known: KnownFace[] = [];
      for await (const page of sink.gallery(space)) {
        for (const { person, vector } of page) {
          if (consent.allows(person)) known.push({ person, vector });
        }
      }
      return { travel: { found: calibrateFaces(known, rate) } };
    },
  };

  /** Everything but the vectors, which are not in it: rates, intervals and counts. */
  const told = (found: FaceCalibration | undefined): Json =>
    found ? { ...(JSON.parse(JSON.stringify(found)) as object), model: space.model, space: space.id } : null;

  return {
    name: "faces.calibrate",
    stages: [fit],
    items: async function* (): AsyncIterable<NewItem> {
      yield { key: space.model, input: null };
    },
    begin: (): Travel => ({}),
    carry: () => null,
    result: ({ found }: Travel): Json => told(found),
    plan: async (_item: unknown, { found }: Travel) => {
      // Too few people show nothing: what they would allow is looser than what is known of the model.
      if (!found?.shown) return null;
      const strict = found.threshold;
      const kept = { strict, loose: Math.max(strict, thresholds.loose), wanted: rate, people: found.people };
      const plan: NewCalibration = { key: thresholdsKey(space.id), kept };
      return { kind: "face-thresholds", plan: plan as unknown as Json };
    },
    perform:
      async ({ plan }: PlannedEffect) =>
      () =>
        replaceCalibration(stores, plan as unknown as NewCalibration),
    revert:
      async ({ plan, before }: EffectRow) =>
      () =>
        restoreCalibration(stores, plan as unknown as NewCalibration, before),
    summary: () => ledger.items.resultOf(run.id, space.model),
    close: () => sink.close(),
  };
}
