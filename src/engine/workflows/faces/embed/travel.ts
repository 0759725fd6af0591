import type { Json } from "../../../../stores/ledger.ts";
import type { FaceRefusal } from "../../../faces/choose-face.ts";
import type { FoundFace } from "../../../faces/face-model.ts";
import type { CrewPicture } from "../source/crew-picture.ts";

/** What a person's picture carries through the stages. */
export interface EmbedTravel extends Pick<CrewPicture, "person" | "slot" | "picture" | "at"> {
  /** In memory only. */
  readonly bytes?: Uint8Array | undefined;
  readonly content?: string;
  /** In memory only. */
  readonly face?: FoundFace | undefined;
  readonly secondLook?: boolean;
  readonly quality?: number;
  readonly confidence?: number;
  readonly refused?: FaceRefusal;
  /** Under which the vector waits, sealed. */
  readonly token?: string;
}

/** What of it survives: no pixels, no vector. */
export function carried({ bytes: _, face: __, ...rest }: EmbedTravel): Json {
  return rest as unknown as Json;
}
