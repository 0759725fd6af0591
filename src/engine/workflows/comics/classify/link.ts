import type { ComicRow } from "../../../../stores/comics.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { FileState } from "../../../files/replace-tail.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { EffectContext, PlannedEffect } from "../../workflow.ts";
import type { CoverFeatures } from "../cover-features.ts";
import {
  type ArchiveBefore,
  type ComicInfoPlan,
  takeOutComicInfo,
  writeComicInfo,
} from "./comic-info-file.ts";

/** What linking a comic to an issue needs. */
export interface LinkPlan {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly content: string;
  /** The catalogue cover's name. */
  readonly cover: string;
  /** Comics that give their link to the same issue up for this one. */
  readonly instead: readonly string[];
  /** Only where it was asked for. */
  readonly comicInfo?: ComicInfoPlan;
}

/** What was there before, so that it can be put back. */
interface Before {
  readonly comic: ComicRow | null;
  /** The rows of the comics that gave their link up. */
  readonly unlinked: readonly ComicRow[];
  /** Where the comic itself was changed. */
  readonly archive?: ArchiveBefore;
}

export function planLink(
  file: SourceFile,
  features: CoverFeatures,
  cover: string,
  instead: readonly string[] = [],
  comicInfo?: ComicInfoPlan,
): NewEffect {
  const { path, size, modifiedMs } = file;
  const link = { path, size, modifiedMs, content: features.content, cover, instead };
  const plan: LinkPlan = { ...link, ...(comicInfo ? { comicInfo } : {}) };
  return { kind: "link", plan: plan as unknown as Json, outside: comicInfo?.state === "written" };
}

/** Writes into the comic where that was planned; what is returned links it, and returns what it replaced. */
export async function performLink(
  stores: Stores,
  effect: PlannedEffect,
  context: EffectContext,
): Promise<() => Json> {
  const plan = effect.plan as unknown as LinkPlan;
  if (plan.comicInfo?.state !== "written") return () => ({ ...link(stores, plan) }) as unknown as Json;
  coverOf(stores, plan);
  const secured = (effect.before as Partial<Before> | null)?.archive;
  const { archive, state } = await writeComicInfo(plan, plan.comicInfo.xml, secured, context);
  // The comic is known by its new size and time, so that the next run does not take it for another one.
  return () => ({ ...link(stores, { ...plan, ...state }), archive }) as unknown as Json;
}

function link(stores: Stores, plan: LinkPlan & FileState): Before {
  const { collection } = stores.comics;
  const { path, size, modifiedMs, content, instead } = plan;
  const cover = coverOf(stores, plan);
  const before: Before = {
    comic: collection.get(path) ?? null,
    unlinked: instead
      .flatMap((other) => collection.get(other) ?? [])
      .filter(({ issue }) => issue === cover.issue),
  };
  for (const other of before.unlinked)
    collection.put({ ...other, issue: null, cover: null, copyOf: cover.issue });
  collection.put({ path, size, modifiedMs, content, issue: cover.issue, cover: cover.id, copyOf: null });
  return before;
}

function coverOf({ comics }: Stores, { cover: name }: LinkPlan) {
  const cover = comics.catalogue.coverNamed(name);
  if (!cover) throw new LoteError("cover-gone", { cover: name });
  return cover;
}

/**
 * Gives the old comic back where it was written into; what is returned takes the link back.
 *
 * @throws LoteError, from either part, `target-changed` when somebody linked the comic to something else since;
 * `file-changed`, `file-gone`
 */
export async function revertLink(
  stores: Stores,
  effect: EffectRow,
  context: EffectContext,
): Promise<() => void> {
  const plan = effect.plan as unknown as LinkPlan;
  const before = effect.before as unknown as Before | null;
  const isLinked = effect.state !== "planned";
  if (isLinked) checkLink(stores, plan);
  const file = before?.archive && (await takeOutComicInfo(plan.path, before.archive, context));
  return () => {
    if (isLinked && before) unlink(stores, plan, before, file);
  };
}

/** The cover itself tells whose link it is: the catalogue may say by now that it is another issue's. */
function checkLink({ comics }: Stores, { path, cover }: LinkPlan): void {
  const now = comics.collection.get(path);
  if (!now || now.cover !== (comics.catalogue.coverNamed(cover)?.id ?? null))
    throw new LoteError("target-changed");
}

/** `file`: what the comic is again. */
function unlink(stores: Stores, plan: LinkPlan, before: Before, file: FileState | undefined): void {
  checkLink(stores, plan);
  const { collection } = stores.comics;
  const { comic } = before;
  const wasTheSame = comic?.size === plan.size && comic.modifiedMs === plan.modifiedMs;
  if (!comic) collection.remove(plan.path);
  else collection.put({ ...comic, ...(wasTheSame ? file : undefined) });
  // One that was linked anew since keeps its new link.
  for (const row of before.unlinked) if (collection.get(row.path)?.issue == null) collection.put(row);
}
