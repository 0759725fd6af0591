import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import {
  type CharacterKind,
  type CharacterPicture,
  correctedFields,
  type KeptCharacter,
  type NewCharacter,
} from "../../../../stores/characters.ts";
import type { ClaimedItem, EffectRow, Json, NewEffect, NewItem } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import {
  asWorkflow,
  type EffectContext,
  type PlannedEffect,
  type WorkflowDefinition,
} from "../../workflow.ts";
import { keepOld } from "../import/keep-character.ts";
import { portraitPath } from "../pictures/portrait-file.ts";

/** What a person says of somebody in the collection, in place of what was kept. */
export interface Correction {
  readonly entity: string;
  readonly name: string;
  readonly description: string;
  readonly kind: CharacterKind;
  readonly category: string | null;
  readonly removesPicture: boolean;
}

interface Plan {
  readonly character: NewCharacter;
  /** The picture that goes. */
  readonly removed: CharacterPicture | null;
}

interface Before {
  /** What the removed picture's file held, by the hash it is kept under. */
  readonly file: string | null;
  readonly kept: KeptCharacter | null;
}

interface Travel {
  readonly plan: Plan;
}

const secured = z.object({ file: z.string().nullable() });

/** A correction by hand: one change of one person, taken back as any other. */
export const correctWorkflow: WorkflowDefinition = {
  name: "characters.correct",
  open: async ({ stores, run }) => {
    const correction = run.parameters as unknown as Correction;
    return asWorkflow<Travel>({
      name: "characters.correct",
      stages: [],
      async *items(): AsyncIterable<NewItem> {
        yield { key: correction.name, input: {} };
      },
      begin: (_item: ClaimedItem) => ({ plan: planOf(stores, correction) }),
      carry: () => ({}),
      result: ({ plan }) => ({ entity: plan.character.entity, name: plan.character.name }),
      plan: async (_item, { plan }): Promise<NewEffect> => ({
        kind: "correction",
        plan: plan as unknown as Json,
        ...(plan.removed ? { outside: true } : {}),
      }),
      perform: (effect, _item, context) => perform(stores, effect, context),
      revert: (effect, context) => revert(stores, effect, context),
      close: async () => undefined,
    });
  },
};

function planOf(stores: Stores, { entity, removesPicture, ...said }: Correction): Plan {
  const kept = stores.characters.collection.kept(entity);
  if (!kept) throw new LoteError("character-unknown", { name: said.name });
  const { character } = kept;
  const removed = removesPicture ? character.picture : null;
  // A later import leaves alone what is remembered here.
  const corrected = correctedFields.filter(
    (field) => character.corrected?.includes(field) || said[field] !== character[field],
  );
  return {
    character: {
      ...character,
      ...said,
      ...(corrected.length > 0 ? { corrected } : {}),
      ...(removed
        ? { picture: null, removedPictures: [...(character.removedPictures ?? []), removed.hash] }
        : {}),
    },
    removed,
  };
}

async function perform(stores: Stores, effect: PlannedEffect, context: EffectContext): Promise<() => Json> {
  const { character, removed } = effect.plan as unknown as Plan;
  let file: string | null = null;
  if (removed) {
    const target = join(stores.folder, removed.path);
    const known = secured.safeParse(effect.before);
    file = known.success ? known.data.file : await keepOld(stores.folder, target);
    if (!known.success) await context.secure({ file });
    await rm(target, { force: true });
  }
  return () => {
    const { collection } = stores.characters;
    const before: Before = { file, kept: collection.kept(character.entity) };
    collection.put(character, []);
    return before as unknown as Json;
  };
}

/** @throws LoteError `target-changed` where somebody changed the person or the file since */
async function revert(stores: Stores, effect: EffectRow, context: EffectContext): Promise<() => void> {
  const { character, removed } = effect.plan as unknown as Plan;
  const before = effect.before as unknown as Before | null;
  const { collection } = stores.characters;
  const isApplied = effect.state === "applied";
  const assertUnchanged = () => {
    if (isApplied && !Bun.deepEquals(collection.kept(character.entity)?.character, character)) {
      throw new LoteError("target-changed", { detail: character.name });
    }
  };
  assertUnchanged();
  if (removed && before?.file) {
    const target = join(stores.folder, removed.path);
    if (isApplied && (await Bun.file(target).exists())) {
      throw new LoteError("target-changed", { detail: removed.path });
    }
    await context.secure();
    await writeWhole(target, await Bun.file(portraitPath(stores.folder, before.file)).bytes());
  }
  return () => {
    assertUnchanged();
    if (isApplied) collection.restore(character.entity, before?.kept ?? null);
  };
}
