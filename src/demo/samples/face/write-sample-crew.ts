import { join } from "node:path";
import { writeWhole } from "../../../engine/files/write-whole.ts";
import { drawPhoto } from "./draw-photo.ts";

/** A crew of invented people, and a photo of some of them. */
export interface SampleCrew {
  /** A folder with a folder a person. */
  readonly crew: string;
  /** A photo with three of them and a stranger. */
  readonly photo: string;
  /** Those of whom a vector can be made. */
  readonly people: readonly string[];
  /** The picture of an empty chair. */
  readonly empty: string;
  /** Who is in the photo, in order of their keys. */
  readonly seen: readonly string[];
}

const people = ["789101", "789102", "789103", "789104", "789105", "789106"] as const;

/** Draws them below a folder; the same ones each time. */
export async function writeSampleCrew(folder: string): Promise<SampleCrew> {
  const crew = join(folder, "crew");
  for (const person of people) {
    const { jpeg } = await drawPhoto({ people: [person], seed: "FAED" });
    await writeWhole(join(crew, person, "FAED(1).jpg"), jpeg);
  }
  const empty = join(crew, "789107", "FAED(1).jpg");
  await writeWhole(empty, (await drawPhoto({ people: [], seed: "chair" })).jpeg);
  const seen = [people[0], people[2], people[4]];
  const photo = join(folder, "dinner.jpg");
  const { jpeg } = await drawPhoto({
    people: [...seen, "a stranger"],
    seed: "dinner",
    width: 1400,
    height: 640,
  });
  await writeWhole(photo, jpeg);
  return { crew, photo, people, empty, seen };
}
