import { readFile } from "node:fs/promises";
import type { ClaimedItem, EffectRow, Json, NewItem } from "../../../../stores/ledger.ts";
import { faceTables } from "../../../../stores/sqlite/faces/tables.ts";
import { familyOf } from "../../../../stores/sqlite/ledger/rejections.ts";
import { toLoteError } from "../../../errors/lote-error.ts";
import type { FaceGallery } from "../../../faces/identify.ts";
import type { Answer, Each } from "../../../flow/stage.ts";
import {
  asWorkflow,
  type PlannedEffect,
  type WorkflowDefinition,
  type WorkflowEnvironment,
} from "../../workflow.ts";
import { cropFace } from "../identify/face-crop.ts";
import { Identifier } from "../identify/identifier.ts";
import type { AttendParameters } from "../parameters.ts";
import { peopleByName, peopleSearch } from "../queries/find-person.ts";
import { identifyQuery } from "../queries/identify-photos.ts";
import type { OpenReader } from "../reader.ts";
import { type AskedFace, faceQuestion } from "./face-question.ts";
import { performSighting, planSighting, revertSighting } from "./sighting.ts";

/** A photo, or one of its faces. */
interface Travel {
  readonly photo?: string;
  /** Counts of a photo. */
  readonly seen?: { readonly faces: number; readonly known: number; readonly unknown: number };
  readonly face?: AskedFace;
  /** Whom a person or the policy says it is. */
  readonly person?: string | null;
}

/** `lote faces identify PHOTO… --event NAME`: who is seen is marked, once; whom nobody knows waits to be named. */
export function attendWorkflow(openReader: OpenReader): WorkflowDefinition {
  return {
    name: "faces.attend",
    queries: [identifyQuery(openReader), peopleSearch, peopleByName],
    open: async (environment) => {
      const parameters = environment.run.parameters as unknown as AttendParameters;
      const { model, vectors } = parameters;
      // Decisions that are carried out later need no model.
      let opened: Promise<{ identifier: Identifier; gallery: FaceGallery }> | undefined;
      const open = () => {
        opened ??= (async () => {
          const identifier = await Identifier.open(environment, { openReader, model, vectors });
          try {
            return { identifier, gallery: await identifier.gallery() };
          } catch (error) {
            await identifier.close();
            throw error;
          }
        })();
        return opened;
      };
      if (!environment.run.sourceDone) await open();
      // That it could not be opened was told of the photos that needed it.
      const close = async () => (await opened?.catch(() => undefined))?.identifier.close();
      return asWorkflow(attend(environment, parameters, open, close));
    },
  };
}

function attend(
  { stores, run }: WorkflowEnvironment,
  { event, photos }: AttendParameters,
  open: () => Promise<{ identifier: Identifier; gallery: FaceGallery }>,
  close: () => Promise<void>,
) {
  const tables = faceTables(stores);
  const { ledger, previews } = stores;

  const look: Each<Travel> = {
    kind: "each",
    name: "look",
    concurrency: navigator.hardwareConcurrency,
    run: async (item, { photo = "" }, { signal }) => {
      const { identifier, gallery } = await open();
      const bytes = new Uint8Array(
        await readFile(photo).catch((error: unknown) => {
          throw toLoteError(error, { path: photo });
        }),
      );
      const { content, width, height, faces } = await identifier.see(bytes, gallery, "attend", signal);
      const children: NewItem[] = [];
      const saves: (() => void)[] = [];
      for (const [index, { box, score: _, ...who }] of faces.entries()) {
        const subject = `${content.slice(0, 32)}#${index + 1}`;
        const crop = await cropFace(bytes, box, width, height);
        saves.push(() => previews.put(subject, crop));
        const face: AskedFace = { ...who, subject, preview: subject };
        children.push({ key: `${item.key}#${index + 1}`, input: { face } as unknown as Json, stage: 1 });
      }
      const count = (verdict: string) => faces.filter((face) => face.verdict === verdict).length;
      const seen = { faces: faces.length, known: count("known"), unknown: count("unknown") };
      return { travel: { seen }, children, saves };
    },
  };

  return {
    name: "faces.attend",
    stages: [look],
    items: async function* (): AsyncIterable<NewItem> {
      for (const photo of photos) yield { key: photo, input: { photo } };
    },
    begin: (item: ClaimedItem): Travel => ({
      ...(item.input as unknown as Travel),
      ...(item.carry as object | null),
    }),
    carry: ({ seen, person }: Travel): Json => ({ ...(seen ? { seen } : {}), ...(person ? { person } : {}) }),
    result: ({ seen, face }: Travel, effect?: Pick<PlannedEffect, "plan">): Json => {
      if (!face) return { ...seen };
      const plan = effect?.plan as { person?: string; found?: string } | undefined;
      return {
        verdict: face.verdict,
        person: plan?.person ?? null,
        found: plan?.found ?? null,
        matches: face.matches.map((match) => ({ ...match })),
        margin: face.margin,
        event,
      };
    },
    questions: (_item: ClaimedItem, { face }: Travel) =>
      face ? [faceQuestion(face, ledger.rejections.targets(familyOf(run.workflow), face.subject))] : [],
    plan: async (item: ClaimedItem, { face }: Travel, answers: readonly Answer[]) => {
      const answer = answers.find(({ question }) => question === "person");
      if (!face || !answer?.choice) return null;
      const match = face.matches.find(({ person }) => person === answer.choice);
      return planSighting({
        event,
        person: answer.choice,
        source: item.key,
        found: answer.by === "policy" ? "face" : "hand",
        distance: match?.distance ?? null,
      });
    },
    perform: async (effect: PlannedEffect) => () => performSighting(tables, effect),
    revert: async (effect: EffectRow) => () => revertSighting(tables, effect),
    summary: () => ({ event, seen: tables.attendance.find(event)?.seen ?? 0 }),
    close,
  };
}
