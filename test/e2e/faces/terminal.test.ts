import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { writeSampleCrew } from "../../../src/demo/samples/face/write-sample-crew.ts";
import { faceTables } from "../../../src/stores/sqlite/faces/tables.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { chooseEntry } from "../../fixtures/terminal/choose-entry.ts";
import { openTerminal, type TestTerminal } from "../../fixtures/terminal/open-terminal.ts";

setDefaultTimeout(90_000);

const launcher = join(import.meta.dir, "../../../bin/lote");

/** From the first menu to an entry of that of faces. */
async function openFaces(screen: TestTerminal, entry: string): Promise<void> {
  await screen.waitFor("People and characters");
  await chooseEntry(screen, "Faces");
  await screen.waitFor("Vectors of people's pictures");
  await chooseEntry(screen, entry);
}

test("at 80 by 24 a drawn crew is embedded, seen in a photo, named in the grid and listed, from the menu Faces", async () => {
  const home = newFolder();
  const workspace = join(home, "workspace");
  const { crew, photo, people, seen } = await writeSampleCrew(home);
  await using screen = openTerminal([launcher, "--workspace", workspace, "--lang", "en"], {
    columns: 80,
    rows: 24,
    cwd: home,
    env: {
      HOME: home,
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_CACHE_HOME: join(home, "cache"),
      LOTE_DEVICE: "cpu",
      LOTE_MODEL: "lote-drawn-face-512",
      LOTE_FACE_KEY: "0f".repeat(32),
    },
  });

  await openFaces(screen, "Vectors of people's pictures");
  await screen.waitFor("A folder with a folder a person");
  screen.type(crew);
  screen.press("enter");
  await screen.waitFor(/To work on +7/);
  screen.press("enter");
  await screen.waitFor(/completed[\s\S]*Successful +6[\s\S]*Errors +1 +no face 1/, 60_000);
  screen.type("q");

  await openFaces(screen, "Who is in photos");
  await screen.waitFor("A photo, or a folder of photos.");
  screen.type(photo);
  screen.press("down");
  await screen.waitFor("Who is surely seen is marked at it, once.");
  screen.type("-dinner");
  screen.press("enter");
  await screen.waitFor(/To work on +1/);
  screen.press("enter");
  await screen.waitFor(/completed[\s\S]*Seen at \d{4}-\d\d-\d\d-dinner +3/, 60_000);
  screen.type("q");

  // The stranger: a key of nobody is asked about before it is written.
  await openFaces(screen, "Name unknown faces");
  await screen.waitFor("unknown");
  screen.type("n");
  await screen.waitFor("Whose face is it (crew_id)?");
  screen.type("78910");
  screen.press("enter");
  await screen.waitFor("Nothing is known of 78910: mark them nonetheless?", 30_000);
  screen.type("n");
  await screen.waitFor((shown) => !shown.includes("Nothing is known"));
  screen.type("n");
  await screen.waitFor("Whose face is it (crew_id)?");
  screen.type("789102");
  screen.press("enter");
  await screen.waitFor("No face waits to be named.", 30_000);
  screen.type("q");

  await screen.waitFor(/▸ +Name unknown faces/);
  await chooseEntry(screen, "People: versions");
  await screen.waitFor(/6 people[\s\S]*▸ 789101 1 +in force[\s\S]*No consent is noted/);
  screen.type("c");
  await screen.waitFor("attendance: agreed on");
  screen.type("qqq");
  await screen.exited;

  const stores = openStores(workspace);
  const { attendance, consents } = faceTables(stores);
  const [event] = attendance.all();
  const marked = attendance.seen(event?.id ?? 0, "", 10).map(({ person }) => person);
  expect(marked.filter((person) => person !== "789102")).toEqual([...seen]);
  expect(consents.holds(people[0] ?? "", "attendance")).toBe(true);
  stores.close();
});
