import type { Json } from "../../../../stores/ledger.ts";
import type { LookedUp } from "../identity/look-up.ts";
import type { Person } from "../person.ts";
import type { LeftStep, PictureChoice } from "../pictures/find-pictures.ts";

/** What a name carries through the stages. */
export interface ImportTravel {
  readonly name: string;
  readonly lookedUp?: LookedUp;
  /** Ids that a search found, where no article settles who it is. */
  readonly searched?: readonly string[];
  /** Who it is; null: none of those who were found. */
  readonly person?: Person | null;
  /** A model wrote what is said of them. */
  readonly isDescribed?: boolean;
  readonly pictures?: readonly PictureChoice[];
  readonly left?: readonly LeftStep[];
  /** Which of the pictures; null: none. Undefined: not decided. */
  readonly picture?: PictureChoice | null;
  /** A person asked for a drawn one. */
  readonly wantsDrawing?: boolean;
}

/** What of it is kept while the name waits: no bytes of previews, which are in the store by then. */
export function carried({ pictures, ...rest }: ImportTravel): Json {
  const kept = pictures?.map(({ previewBytes: _, ...choice }) => choice);
  return { ...rest, ...(kept ? { pictures: kept } : {}) } as unknown as Json;
}
