import { createHash } from "node:crypto";
import type { ClaimedItem, EffectRow, Json, NewItem } from "../../../../stores/ledger.ts";
import { keys } from "../../../config/keys.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { chooseFace } from "../../../faces/choose-face.ts";
import type { FoundFace } from "../../../faces/face-model.ts";
import { type Batch, batchStage, type Each, type StageResult } from "../../../flow/stage.ts";
import { decodePicture } from "../../../images/decode.ts";
import { perceptualHash } from "../../../images/perceptual-hash.ts";
import type { Deadlines } from "../../../net/deadlines.ts";
import { problemItem, type SourceProblem, throwProblem } from "../../../sources/problem.ts";
import { wasTaken } from "../../../sources/was-taken.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import { consentRule } from "../care/consent-rule.ts";
import type { EmbedParameters } from "../parameters.ts";
import type { OpenedReader, OpenReader } from "../reader.ts";
import { type FaceStores, openFaceStores } from "../sink/open-sink.ts";
import type { CrewPicture } from "../source/crew-picture.ts";
import { crewPages, imageBase } from "../source/crew-source.ts";
import { hasSomebody, sourceName } from "../source/in-source.ts";
import { fetchesAtOnce, PictureReader } from "./fetch-picture.ts";
import { performFace, planFace, revertFace, tokenOf, workOf } from "./keep-face.ts";
import { qualityScore } from "./quality-score.ts";
import { refusalError } from "./refusal.ts";
import { embedSummary } from "./summary.ts";
import { carried, type EmbedTravel } from "./travel.ts";

/** A picture is worse than the one in force when its quality is below this share of that. */
const worseShare = 0.9;
const dayMs = 24 * 3600 * 1000;

/** How pictures are fetched; what is usual where left out. */
export interface EmbedOptions {
  readonly deadlines?: Partial<Deadlines>;
}

/** `lote faces embed`: people's pictures in, one vector in force for each out. */
export function embedWorkflow(openReader: OpenReader, options: EmbedOptions = {}): WorkflowDefinition {
  return {
    name: "faces.embed",
    open: async (environment) => {
      const { run, settings, stores, note } = environment;
      const parameters = run.parameters as unknown as EmbedParameters;
      const faces = await openFaceStores(stores, settings, {
        kind: parameters.to,
        access: "write",
        onNoReceipts: () => note("faces-no-receipts"),
      });
      try {
        const opened = await openReader(environment, parameters.model);
        if (!run.policy.dryRun) await endRetention(environment, faces);
        return asWorkflow(embed(environment, parameters, faces, opened, options));
      } catch (error) {
        await faces.sink.close();
        throw error;
      }
    },
  };
}

/** What has been inactive for long enough goes, and what runs left on the way. */
async function endRetention({ settings, stores }: WorkflowEnvironment, { made, sink }: FaceStores) {
  const days = settings["face-retention"] ?? keys["face-retention"].default;
  const now = stores.ledger.now();
  await sink.purge(now - days * dayMs);
  await stores.ledger.write(() => made.expire(now - days * dayMs));
}

function embed(
  environment: WorkflowEnvironment,
  parameters: EmbedParameters,
  faces: FaceStores,
  { reader, gate }: OpenedReader,
  { deadlines }: EmbedOptions,
) {
  const { stores, run, settings, note } = environment;
  const { tables, made, sink } = faces;
  const { ledger } = stores;
  const { space } = reader;
  const { force } = parameters;
  const pictures = new PictureReader(settings, imageBase(settings), deadlines);
  const policy = settings["face-policy"] ?? keys["face-policy"].default;
  const consent = consentRule(settings, tables);

  async function* items(): AsyncIterable<NewItem> {
    const { from, person } = parameters;
    let count = 0;
    let isThere = false;
    for await (const page of crewPages(from, settings, person)) {
      isThere ||= hasSomebody(page);
      const known = await knownOf(page);
      for (const [index, one] of page.entries()) {
        if (parameters.max !== null && count >= parameters.max) return;
        const item = toItem(one, known.has(index));
        // What needs nothing costs nothing: `--max 100` again takes the next hundred. After a crash the source is
        // read again: what this very run made counts.
        if (item.skip === undefined || wasTaken(ledger, run, item.key)) count++;
        yield item;
      }
    }
    if (person !== null && !isThere) note("crew-not-in-source", { person, source: sourceName(from) });
  }

  /** Positions of those who have a vector of this picture. */
  async function knownOf(page: readonly (CrewPicture | SourceProblem)[]): Promise<ReadonlySet<number>> {
    const places = page.flatMap((one, index) => ("problem" in one ? [] : [{ index, one }]));
    const known = await sink.known(
      space,
      places.map(({ one }) => one),
    );
    return new Set(places.filter((_, place) => known.has(place)).map(({ index }) => index));
  }

  function toItem(one: CrewPicture | SourceProblem, isKnown: boolean): NewItem {
    if ("problem" in one) return problemItem(one);
    const { key, person, slot, picture, at } = one;
    const input: Json = { person, slot, picture, at: { ...at } };
    const skip = reasonToSkip(one, isKnown);
    return skip === undefined ? { key, input } : { key, input, skip };
  }

  function reasonToSkip({ person, picture }: CrewPicture, isKnown: boolean): string | undefined {
    if (!consent.allows(person)) return "no-consent";
    if (force || parameters.all) return undefined;
    if (isKnown) return "known";
    return skipOf(tables.refusals.get(person, picture, space.id)?.reason);
  }

  const fetch: Each<EmbedTravel> = {
    kind: "each",
    name: "fetch",
    concurrency: fetchesAtOnce,
    run: async (_item, { person, slot, picture, at }, { signal }): Promise<StageResult<EmbedTravel>> => {
      const bytes = await pictures.read(at, signal);
      const content = createHash("sha256").update(bytes).digest("hex");
      if (!force) {
        const current = await sink.current(space, person, slot);
        if (current.some((one) => one.content === content)) return { skip: "unchanged" };
        const refused = tables.refusals.get(person, picture, space.id);
        if (refused?.content === content) return { skip: skipOf(refused.reason) ?? "refused-before" };
      }
      return { travel: { bytes, content } };
    },
  };

  const find: Each<EmbedTravel> = {
    kind: "each",
    name: "find",
    concurrency: settings.concurrency ?? navigator.hardwareConcurrency,
    run: async (_item, { person, picture, bytes, content = "" }, { signal }) => {
      if (!bytes) throw new LoteError("bug", { detail: "a picture was not fetched" });
      await assertOwn(picture, bytes, content);
      const found = await reader.find(bytes, { signal });
      const { face, refusal } = chooseFace(found, { policy, gate });
      // The bytes are let go of as soon as they are read.
      const base = { bytes: undefined, secondLook: found.secondLook };
      if (refusal) {
        const measure = { measured: refusal.measured, needed: refusal.needed };
        const reason = refusal.fault;
        return {
          travel: { ...base, refused: refusal },
          saves: [() => tables.refusals.put({ person, picture, space: space.id, content, reason, measure })],
        };
      }
      const quality = qualityScore(face.quality, gate);
      return { travel: { ...base, face, quality, confidence: face.score } };
    },
  };

  /** @throws LoteError `imported-picture` */
  async function assertOwn(picture: string, bytes: Uint8Array, content: string): Promise<void> {
    if (!tables.imported.any()) return;
    const hash = perceptualHash(await decodePicture(bytes)).toHex();
    if (tables.imported.has(content, hash)) throw new LoteError("imported-picture", { path: picture });
  }

  const vectors: Batch<EmbedTravel> = batchStage<EmbedTravel, FoundFace, Float32Array>({
    kind: "batch",
    name: "embed",
    concurrency: 2,
    maxParts: 16,
    waitMs: 20,
    parts: (_item, { face }) => (face ? [face] : []),
    run: (found, { signal }) => reader.embed(found, { signal }),
    gather: (_item, travel, [vector]) => {
      const { person, slot, picture, content = "", quality = 0, confidence = 0 } = travel;
      if (!vector) return { travel: { face: undefined } };
      const token = tokenOf(reader.fingerprint, person, picture, content);
      return {
        travel: { face: undefined, token },
        saves: [
          () => made.put(token, space.id, { person, slot, picture, content, quality, confidence, vector }),
        ],
      };
    },
  });

  const compare: Each<EmbedTravel> = {
    kind: "each",
    name: "compare",
    concurrency: fetchesAtOnce,
    run: async (_item, { person, slot, picture, content = "", quality = 0, token, refused }) => {
      if (refused || token === undefined || force) return {};
      const current = await sink.current(space, person, slot);
      const best = Math.max(...current.map((one) => one.quality ?? 0));
      if (quality >= best * worseShare) return {};
      const measure = { measured: quality, needed: best };
      return {
        skip: "kept-better",
        saves: [
          () => {
            const refusal = { person, picture, space: space.id, content, reason: "kept-better", measure };
            tables.refusals.put(refusal);
            made.remove(token);
          },
        ],
      };
    },
  };

  return {
    name: "faces.embed",
    stages: [fetch, find, vectors, compare],
    items,
    begin: (item: ClaimedItem): EmbedTravel => {
      throwProblem(item.input);
      return { ...(item.input as unknown as EmbedTravel), ...(item.carry as object | null) };
    },
    carry: carried,
    result: ({ person, picture, quality, confidence, secondLook }: EmbedTravel): Json => ({
      person,
      picture,
      model: space.model,
      space: space.id,
      quality: quality ?? null,
      confidence: confidence ?? null,
      secondLook: secondLook ?? false,
    }),
    plan: async (item: ClaimedItem, travel: EmbedTravel) => {
      const { person, slot, picture, content = "", quality = 0, confidence = 0, token, refused } = travel;
      if (refused) throw refusalError(refused);
      if (token === undefined) throw new LoteError("bug", { detail: "a face has no vector" });
      const { purpose } = consent;
      if (!consent.allows(person)) throw new LoteError("consent-needed", { person, purpose });
      const facts = { person, slot, picture, content, quality, confidence };
      const { id, model, dimensions } = space;
      return planFace(
        {
          ...facts,
          space: { id, model, dimensions },
          work: workOf(run, item.key, content),
          unlessAbove: force ? null : quality / worseShare,
          token,
        },
        sink.outside,
      );
    },
    perform: (effect: PlannedEffect) => performFace(faces, effect),
    revert: (effect: EffectRow) => revertFace(faces, effect),
    summary: () => ({
      ...embedSummary(stores, ledger.runs.get(run.id) ?? run),
      space: { id: space.id, model: space.model, dimensions: space.dimensions },
      detector: reader.detector,
      sink: sink.kind,
      consent: consent.isRequired ? consent.purpose : null,
    }),
    close: async () => {
      await Promise.all([reader.close(), sink.close()]);
    },
  };
}

/** A refusal of before, as the reason for which a picture is not looked at again. */
function skipOf(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  return reason === "kept-better" ? reason : "refused-before";
}
