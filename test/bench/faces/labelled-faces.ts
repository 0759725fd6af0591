import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { KnownFace } from "../../../src/engine/faces/calibrate-faces.ts";
import type { OpenFaceReader } from "../../../src/engine/faces/face-reader.ts";

/** A photo, and who is in its middle. */
export interface LabelledPhoto {
  readonly person: string;
  readonly bytes: () => Promise<Uint8Array>;
}

/** A folder for each person with photos of them. */
export function photosIn(folder: string): LabelledPhoto[] {
  return readdirSync(folder)
    .sort()
    .flatMap((person) =>
      readdirSync(join(folder, person))
        .sort()
        .map((name) => ({ person, bytes: () => Bun.file(join(folder, person, name)).bytes() })),
    );
}

export interface LabelledFaces {
  readonly photos: number;
  /** Photos in which a face was found, and those of them that took a second look. */
  readonly found: number;
  readonly secondLook: number;
  readonly faces: readonly KnownFace[];
}

/** Finds each person's face, the most central one of the photo, and its vector. */
export async function readLabelled(
  reader: OpenFaceReader,
  photos: readonly LabelledPhoto[],
): Promise<LabelledFaces> {
  const faces: KnownFace[] = [];
  let secondLook = 0;
  for (const { person, bytes } of photos) {
    const reading = await reader.read(await bytes());
    const middle = (face: (typeof reading.faces)[number]) =>
      Math.hypot(
        face.box.left + face.box.width / 2 - reading.width / 2,
        face.box.top + face.box.height / 2 - reading.height / 2,
      );
    const [face] = [...reading.faces].sort((one, other) => middle(one) - middle(other));
    if (!(face?.vector instanceof Float32Array)) continue;
    if (reading.secondLook) secondLook += 1;
    faces.push({ person, vector: face.vector });
  }
  return { photos: photos.length, found: faces.length, secondLook, faces };
}
