import { expect, setDefaultTimeout, test } from "bun:test";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { openLote, paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { chooseEntry } from "../../fixtures/terminal/choose-entry.ts";

setDefaultTimeout(90_000);

const proposed = ["Ada Lovelace", "Marie Curie", "Jordan", "Amelia Earhart", "Frida Kahlo"];

test.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
])("at $columns by $rows a category is named, ticked, imported, reviewed and corrected", async (size) => {
  using services = startServices({
    search: "vague",
    openAi: { answer: () => JSON.stringify({ names: proposed }) },
  });
  const workspace = newFolder();
  const environment = paidEnvironment(services);
  const first = await lote(
    ["characters", "import", "--names", "Marie Curie", "--sources", "wikipedia", "--yes"],
    { workspace, environment },
  );
  expect(first.code).toBe(0);

  await using screen = openLote(workspace, services, size);
  await screen.waitFor("People and characters");
  await chooseEntry(screen, "People and characters");
  await screen.waitFor("Have names of a category proposed");
  screen.press("enter");
  await screen.waitFor("Such as: inventors");
  screen.type("sample people");
  screen.press("enter");
  await screen.waitFor(/Cost at most +\$0\.\d/);
  screen.press("enter");

  // Who is there already begins without a tick.
  const list = await screen.waitFor("4 ticked of 5", 40_000);
  expect(list).toMatch(/\[×\] Ada Lovelace/);
  expect(list).toMatch(/\[ \] Marie Curie +imported already/);
  screen.press("end");
  screen.type(" ");
  await screen.waitFor(/3 ticked of 5[\s\S]*\[ \] Frida Kahlo/);
  screen.type("s");
  await screen.waitFor("Name of the list: sample people");
  screen.type(" of today");
  screen.press("enter");
  await screen.waitFor("Saved as sample people of today.");

  screen.press("enter");
  await screen.waitFor(/At a time +5/);
  screen.press("enter");
  await screen.waitFor(/To work on +3[\s\S]*Cost at most +\$0\.\d/);
  screen.press("enter");
  const summary = await screen.waitFor(/completed[\s\S]*│ 3 +│ 1 +│ 2 /, 30_000);
  expect(summary).toMatch(/Pictures downloaded +1 +Wikipedia 1/);

  // Who is meant, then which picture: the review knows nothing of people.
  screen.type("v");
  await screen.waitFor(/[▀▌▖▘▛█]{3}[\s\S]*Name: Amelia Earhart[\s\S]*Candidate 1 of 4/);
  screen.press("down");
  await screen.waitFor(/Candidate 2 of 4: Portrait 2/);
  screen.type("a");
  await screen.waitFor(/Name: Jordan/);
  await screen.waitFor(/Michael Jordan — [\s\S]*Michael I\. Jordan/);
  screen.type("a");
  await screen.waitFor(/Decided: Jordan is Michael Jordan/);
  await screen.waitFor(/Nothing waits/);
  screen.type("q");
  await screen.waitFor(/completed[\s\S]*│ 3 +│ 3 +│ 0 /, 30_000);
  screen.type("q");

  // Everybody is there to be browsed, filtered and corrected.
  await screen.waitFor("People and characters");
  screen.type("q");
  await using again = openLote(workspace, services, size);
  await again.waitFor("People and characters");
  await chooseEntry(again, "People and characters");
  await again.waitFor(/The collection +4/);
  await chooseEntry(again, "The collection");
  await again.waitFor("4, all categories");
  again.type("/");
  await again.waitFor("Part of a name");
  again.type("ada");
  again.press("enter");
  const ada = await again.waitFor(/1, all categories, with ada[\s\S]*licence: Public domain/);
  expect(ada).toContain("author: Unknown painter");
  again.type("e");
  await again.waitFor(/Name +Ada Lovelace/);
  again.type(" Byron");
  again.press("enter");
  await again.waitFor("Being corrected in the run");
  await again.waitFor(/▸ Ada Lovelace Byron/, 40_000);
  again.type("qqq");
  await again.exited;

  const stores = openStores(workspace);
  const { collection, lists } = stores.characters;
  expect(collection.named("ada lovelace")?.name).toBe("Ada Lovelace Byron");
  expect(collection.named("jordan")?.entity).toBe("wikidata:Q1006");
  expect(collection.named("amelia earhart")?.picture?.credit.source).toBe("duckduckgo");
  expect(lists.all().map(({ name, count }) => [name, count])).toEqual([
    ["sample people", 5],
    ["sample people of today", 3],
  ]);
  stores.close();
});

test.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
])(
  "at $columns by $rows a run shows who is at which step, what is spent, and the newest picture",
  async (size) => {
    // As slow as drawing is.
    using services = startServices({ latencyMs: (path) => (path.includes("/images/") ? 1200 : 0) });
    const workspace = newFolder();
    await using screen = openLote(workspace, services, size);
    await screen.waitFor("People and characters");
    await chooseEntry(screen, "People and characters");
    await screen.waitFor("Type or paste names");
    screen.press("down", "enter");
    await screen.waitFor("Apart by commas or semicolons");
    // As a terminal pastes several lines.
    screen.type(
      "\u001b[200~Ada Lovelace\nMarie Curie\nSherlock Holmes\nAda Lovelace\nFrida Kahlo\u001b[201~",
    );
    await screen.waitFor("Marie Curie; Sherlock Holmes; Ada Lovelace");
    screen.press("enter");
    await screen.waitFor(/4 ticked of 5[\s\S]*\[ \] Ada Lovelace +named before/);
    screen.press("enter");
    await screen.waitFor(/At a time +5/);
    screen.press("down", "backspace");
    screen.type("2");
    screen.press("down", "down", "ctrl-u");
    screen.type("generate");
    screen.press("down", "down");
    screen.type("1.5");
    screen.press("enter");
    await screen.waitFor(/To work on +4[\s\S]*Cost at most/);
    screen.press("enter");
    await screen.waitFor(/◐ \d+ pictures +(Ada Lovelace|Marie Curie|Sherlock Holmes|Frida Kahlo)/, 40_000);
    // A picture, and no bar: those have none of these.
    const live = await screen.waitFor(/[▀▌▖▘▛▝]{2}[\s\S]* running|running[\s\S]*[▀▌▖▘▛▝]{2}/, 40_000);
    expect(live).toMatch(/\$0\.0\d/);
    const summary = await screen.waitFor(/completed[\s\S]*│ 4 +│ 4 /, 30_000);
    expect(summary).toMatch(/│ \$0\.0\d/);
    expect(summary).toMatch(/Pictures generated +4/);
  },
);
