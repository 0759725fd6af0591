import { type CorrectedField, correctedFields, type NewCharacter } from "../../../../stores/characters.ts";

/** What of somebody stays as the collection has it. */
export type KeptPart = CorrectedField | "picture";

/** Somebody as they are kept after an import. */
export interface OntoKept {
  readonly character: NewCharacter;
  /** What stays although the sources say something else, or nothing. */
  readonly kept: readonly KeptPart[];
}

/**
 * Puts what was found onto what the collection has of somebody: what a person corrected wins over the sources, a
 * picture goes only for another one, and a category only for another one.
 */
export function ontoKept(found: NewCharacter, former: NewCharacter | undefined): OntoKept {
  if (!former) return { character: found, kept: [] };
  const { corrected = [], removedPictures } = former;
  const said = { ...found, category: found.category ?? former.category };
  const character: NewCharacter = {
    ...said,
    ...Object.fromEntries(corrected.map((field) => [field, former[field]])),
    ...(corrected.length > 0 ? { corrected } : {}),
    ...(removedPictures ? { removedPictures } : {}),
    // Under another name the file is the same one still, so that none is left behind.
    picture: found.picture
      ? { ...found.picture, path: former.picture?.path ?? found.picture.path }
      : former.picture,
  };
  const differs = correctedFields.filter((field) => character[field] !== said[field]);
  return { character, kept: [...differs, ...(!found.picture && former.picture ? ["picture" as const] : [])] };
}
