import { expect, test } from "bun:test";
import { join } from "node:path";
import { identifyQuery } from "../../../../../src/engine/workflows/faces/queries/identify-photos.ts";
import { openFaceStores } from "../../../../../src/engine/workflows/faces/sink/open-sink.ts";
import { faceRoom } from "../../../../fixtures/faces/face-room.ts";
import { colours, squarePicture } from "../../../../fixtures/faces/square-pictures.ts";
import { openSquares } from "../../../../fixtures/faces/square-reader.ts";
import { filesIn } from "../../../../fixtures/temporary-folder.ts";

test("each photo is answered with its faces, at most five matches each, or with why it could not be read", async () => {
  using room = faceRoom();
  const shades = Array.from(
    { length: 8 },
    (_, at) => [`crew/${at}/a.png`, squarePicture([{ colour: [250, 30 + at, 30] }])] as const,
  );
  filesIn(room.folder, {
    ...Object.fromEntries(
      await Promise.all(shades.map(async ([name, picture]) => [name, await picture] as const)),
    ),
    "photo.png": await squarePicture([{ colour: [250, 30, 30] }, { colour: colours.turquoise, left: 56 }]),
    "text.png": "no picture",
  });
  await room.embed({});
  const query = await identifyQuery(openSquares()).open({
    stores: room.stores,
    settings: room.settings,
    cacheFolder: room.folder,
  });
  const photos = ["photo.png", "text.png", "missing.png"].map((name) => join(room.folder, name));
  const signal = new AbortController().signal;
  const rows = await Array.fromAsync(query.run({ photos, model: null, vectors: null }, signal));
  expect(rows).toMatchObject([
    {
      item: photos[0],
      width: 96,
      faces: [
        { verdict: "doubtful", person: null },
        { verdict: "unknown", matches: [] },
      ],
    },
    { item: photos[1], failure: { code: "image-format" } },
    { item: photos[2], failure: { code: "not-found" } },
  ]);
  const [{ faces }] = rows as [
    { faces: { matches: { person: string; distance: number; confidence: number }[] }[] },
  ];
  // Eight people who look alike: five are told, the nearest first, and nobody is chosen.
  expect(faces[0]?.matches).toHaveLength(5);
  expect(faces[0]?.matches[0]).toMatchObject({ person: "0" });
  expect(room.tables.audit.page(0, 10)).toMatchObject([
    { action: "identify", body: { faces: 2, gallery: 8 } },
  ]);

  // What is forgotten between two questions is not found by the second.
  const { sink } = await openFaceStores(room.stores, room.settings, { kind: "workspace", access: "write" });
  await sink.forget("0");
  const [again] = await Array.fromAsync(
    query.run({ photos: photos.slice(0, 1), model: null, vectors: null }, signal),
  );
  expect(JSON.stringify(again)).not.toContain('"person":"0"');
  await query.close?.();
});
