import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CharacterPicture, KeptCharacter, NewCharacter } from "../../../../stores/characters.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import type { EffectContext, PlannedEffect } from "../../workflow.ts";
import { portraitPath } from "../pictures/portrait-file.ts";
import type { KeptPart } from "./onto-kept.ts";

/** What importing somebody changes: a row, and a file where there is a picture. */
interface Plan {
  readonly character: NewCharacter;
  /** Names that lead to them from now on. */
  readonly names: readonly string[];
  /** What stays of what was there. Absent in plans of before there was such a thing. */
  readonly kept?: readonly KeptPart[];
}

/** All that taking it back needs. */
interface Before {
  /** What the picture's file held, by the hash it is kept under; null: there was none. */
  readonly file: string | null;
  readonly kept: KeptCharacter | null;
}

const secured = z.object({ file: z.string().nullable() });

export function planCharacter(plan: Plan): NewEffect {
  return {
    kind: "character",
    plan: plan as unknown as Json,
    // Without a new picture there is nothing outside the store.
    ...(newPicture(plan) ? { outside: true } : {}),
  };
}

/** The picture whose file is written; null where there is none, or the former one stays. */
function newPicture({ character, kept }: Plan): CharacterPicture | null {
  return kept?.includes("picture") ? null : character.picture;
}

/** What of somebody the effect leaves as it is, and the picture that they have with it. */
export function leftByEffect({ plan }: Pick<NewEffect, "plan">): {
  readonly kept: readonly KeptPart[];
  readonly picture: CharacterPicture | null;
} {
  const { kept = [], character } = plan as unknown as Plan;
  return { kept, picture: character.picture };
}

/** Writes the picture's file, and returns what writes the row. */
export async function performCharacter(
  stores: Stores,
  effect: PlannedEffect,
  context: EffectContext,
): Promise<() => Json> {
  const plan = effect.plan as unknown as Plan;
  const { character, names } = plan;
  const picture = newPicture(plan);
  let file: string | null = null;
  if (picture) {
    const target = join(stores.folder, picture.path);
    const known = secured.safeParse(effect.before);
    if (known.success) file = known.data.file;
    else {
      file = await keepOld(stores.folder, target);
      await context.secure({ file });
    }
    await writeWhole(target, await Bun.file(portraitPath(stores.folder, picture.sha256)).bytes());
  }
  return () => {
    const before: Before = { file, kept: stores.characters.collection.kept(character.entity) };
    stores.characters.collection.put(character, names);
    return before as unknown as Json;
  };
}

/**
 * The file that is there already goes into the store of pictures, so that it can be put back. Resolves to the hash that
 * it is kept under, null where there is none.
 */
export async function keepOld(folder: string, target: string): Promise<string | null> {
  const old = Bun.file(target);
  if (!(await old.exists())) return null;
  const bytes = await old.bytes();
  const sha256 = sha256Of(bytes);
  const kept = portraitPath(folder, sha256);
  if (!(await Bun.file(kept).exists())) await writeWhole(kept, bytes);
  return sha256;
}

/**
 * Puts back what was there.
 *
 * @throws LoteError `target-changed` where somebody changed the person or the file since
 */
export async function revertCharacter(
  stores: Stores,
  effect: EffectRow,
  context: EffectContext,
): Promise<() => void> {
  const plan = effect.plan as unknown as Plan;
  const { character } = plan;
  const before = effect.before as unknown as Before | null;
  const { collection } = stores.characters;
  const isApplied = effect.state === "applied";
  const assertUnchanged = () => {
    if (!isApplied) return;
    const now = collection.kept(character.entity);
    if (!Bun.deepEquals(now?.character, character)) {
      throw new LoteError("target-changed", { detail: character.name });
    }
  };
  assertUnchanged();
  // Where nothing was secured nothing was written: a file that is there was there before.
  const picture = newPicture(plan);
  if (picture && before) await revertFile(stores.folder, picture, before.file, context);
  return () => {
    assertUnchanged();
    if (isApplied) collection.restore(character.entity, before?.kept ?? null);
  };
}

async function revertFile(
  folder: string,
  picture: CharacterPicture,
  old: string | null,
  context: EffectContext,
): Promise<void> {
  const target = join(folder, picture.path);
  const file = Bun.file(target);
  const now = (await file.exists()) ? sha256Of(await file.bytes()) : null;
  if (now === old) return;
  if (now !== null && now !== picture.sha256) throw new LoteError("target-changed", { detail: picture.path });
  await context.secure();
  if (old === null) await rm(target, { force: true });
  else await writeWhole(target, await Bun.file(portraitPath(folder, old)).bytes());
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
