import { expect, test } from "bun:test";
import { CrewModel } from "../../../../../src/ui/terminal/screens/faces/crew/model.ts";
import { faceRoom } from "../../../../fixtures/faces/face-room.ts";
import { colours, squarePicture } from "../../../../fixtures/faces/square-pictures.ts";
import { filesIn } from "../../../../fixtures/temporary-folder.ts";
import { driveApplication, press } from "../../../../fixtures/terminal/drive.ts";

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 400; tries++) await Bun.sleep(10);
  expect(isSo()).toBe(true);
}

test("people are listed with their versions; consent is given and withdrawn, and forgetting asks first", async () => {
  using room = faceRoom();
  filesIn(room.folder, {
    "crew/789123/a.png": await squarePicture([{ colour: colours.red }]),
    "crew/789124/a.png": await squarePicture([{ colour: colours.green }]),
  });
  await room.embed({});
  const application = driveApplication(room.stores, { settings: room.settings });
  application.go({ screen: "crew" });
  const { front } = application;
  if (!(front instanceof CrewModel)) throw new Error("no list of people");
  await until(() => front.state.get().versions.length === 1);
  expect(front.state.get().people).toEqual([
    { person: "789123", active: 1 },
    { person: "789124", active: 1 },
  ]);

  await press(application, "down");
  await until(() => front.person === "789124");
  await press(application, "c");
  expect(room.tables.consents.holds("789124", "attendance")).toBe(true);
  expect(front.actions().consent?.words).toBe("withdraw");
  await press(application, "c");
  expect(room.tables.consents.holds("789124", "attendance")).toBe(false);

  await press(application, "F");
  expect(application.confirmation.get()?.question).toContain("789124");
  expect(await room.active()).toEqual(["789123", "789124"]);
  await press(application, "y");
  await until(() => front.state.get().people?.length === 1);
  expect(await room.active()).toEqual(["789123"]);
  expect(application.notice.get()?.text).toContain("Forgotten");
  application.leave({ how: "quit" });
});

test("a database that does not answer is told in the list's place", async () => {
  using room = faceRoom();
  const settings = { ...room.settings, "db-host": "127.0.0.1", "db-port": 1, "db-name": "x" };
  const application = driveApplication(room.stores, { settings });
  application.go({ screen: "crew" });
  const { front } = application;
  if (!(front instanceof CrewModel)) throw new Error("no list of people");
  await until(() => front.state.get().problem !== null);
  expect(front.state.get().problem).toContain("127.0.0.1:1");
  application.leave({ how: "quit" });
});
