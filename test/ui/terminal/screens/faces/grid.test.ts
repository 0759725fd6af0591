import { expect, test } from "bun:test";
import { join } from "node:path";
import { FaceGridModel } from "../../../../../src/ui/terminal/screens/faces/grid/model.ts";
import { type FaceRoom, faceRoom } from "../../../../fixtures/faces/face-room.ts";
import { colours, squarePicture } from "../../../../fixtures/faces/square-pictures.ts";
import { filesIn } from "../../../../fixtures/temporary-folder.ts";
import { driveApplication, press, typeText } from "../../../../fixtures/terminal/drive.ts";

/** Two known people; a photo with one of them, a look-alike and a stranger. */
async function party(): Promise<FaceRoom & { readonly run: string }> {
  const room = faceRoom();
  filesIn(room.folder, {
    "crew/1/a.png": await squarePicture([{ colour: colours.red }]),
    "crew/2/a.png": await squarePicture([{ colour: colours.green }]),
    "party.png": await squarePicture(
      [{ colour: colours.red }, { colour: [240, 45, 45], left: 60 }, { colour: colours.violet, top: 60 }],
      128,
      128,
    ),
  });
  await room.embed({});
  const { run } = await room.attend("cena", [join(room.folder, "party.png")]);
  return Object.assign(room, { run });
}

function grid(room: FaceRoom) {
  const application = driveApplication(room.stores, { settings: room.settings });
  application.go({ screen: "faceGrid" });
  const { front } = application;
  if (!(front instanceof FaceGridModel)) throw new Error("no grid");
  const names = () => front.state.get().faces.map((face) => front.candidates(face).map(({ id }) => id));
  return { application, front, names };
}

const leave = { how: "quit" } as const;

test("faces that may be somebody come before those nobody knows, and a key says that it is them", async () => {
  using room = await party();
  const { application, names } = grid(room);
  expect(names()).toEqual([["1"], []]);
  await press(application, "a");
  expect(names()).toEqual([[]]);
  application.leave(leave);
  await room.resume(room.run);
  expect(room.seen("cena")).toMatchObject([{ person: "1", found: "face", faces: 2 }]);
});

test("never these two takes the person from the face, which stays to be named as somebody else", async () => {
  using room = await party();
  const { application, front, names } = grid(room);
  await press(application, "r");
  expect(names()).toEqual([[], []]);
  expect(front.actions().acceptFace?.off).toBeDefined();
  await press(application, "n");
  await typeText(application, "77");
  await press(application, "enter");
  // Nothing is known of 77: it is asked first, and nothing is decided before.
  expect(application.confirmation.get()?.question).toContain("77");
  expect(names()).toEqual([[], []]);
  await press(application, "y");
  await Bun.sleep(0);
  application.leave(leave);
  await room.resume(room.run);
  expect(room.seen("cena").map(({ person, found }) => [person, found])).toContainEqual(["77", "hand"]);
}, 30_000);

test("nobody ends the asking about a face, and u brings it back", async () => {
  using room = await party();
  const { application, names } = grid(room);
  await press(application, "right", "x");
  expect(names()).toEqual([["1"]]);
  await press(application, "u");
  expect(names()).toHaveLength(2);
  application.leave(leave);
});
