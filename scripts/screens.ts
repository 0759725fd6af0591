/**
 * Takes the pictures of the README: runs the demo in a real pseudo-terminal, presses keys, and draws what stands on
 * the screen as SVG. `bun scripts/screens.ts` writes `docs/screens/*.svg`.
 */
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { chooseEntry } from "../test/fixtures/terminal/choose-entry.ts";
import { openTerminal } from "../test/fixtures/terminal/open-terminal.ts";
import { drawScreen } from "./screens/draw-screen.ts";

const root = dirname(import.meta.dir);
const lote = join(root, "bin", "lote");
const folder = join(root, "docs", "screens");
const size = { columns: 100, rows: 30 };

mkdirSync(folder, { recursive: true });

async function shoot(name: string, written: string): Promise<void> {
  await Bun.write(join(folder, `${name}.svg`), await drawScreen(`lote: ${name}`, written, size));
}

await using demo = openTerminal([lote, "demo", "--lang", "en"], size);
await demo.waitFor(/2\. The comics/, 30_000).catch(() => demo.waitFor(/Finished|completed/, 30_000));
await demo.exited;
const workspace = /--workspace (\S+)/.exec(demo.screen())?.[1];
if (workspace === undefined) throw new Error(`the demo said no workspace:\n${demo.screen()}`);
await shoot("demo", demo.written());

await using menu = openTerminal([lote, "--workspace", workspace, "--lang", "en"], size);
await menu.waitFor(/Review/);
await shoot("menu", menu.written());
menu.type("q");
await menu.close();

await using documents = openTerminal([lote, "--workspace", workspace, "--lang", "en"], size);
await documents.waitFor(/Review/);
await chooseEntry(documents, "Documents");
await documents.waitFor(/to ask/);
documents.type("/");
await documents.waitFor(/Esc/);
documents.type("how long is the guarantee");
documents.press("enter");
await documents.waitFor(/years from the day/, 60_000);
await shoot("documents", documents.written());
documents.type("qq");
await documents.close();

await using columns = openTerminal([lote, "--workspace", workspace, "--lang", "en"], size);
await columns.waitFor(/Review/);
await chooseEntry(columns, "Products");
await columns.waitFor(/Compare prices/);
columns.press("enter");
await columns.waitFor(/A CSV or lines of JSON/);
columns.type(join(dirname(workspace), "products.csv"));
columns.press("enter");
await columns.waitFor(/JUM-3|no name/);
await shoot("columns", columns.written());
await columns.close();

/** The newest run of a workflow. */
async function runOf(workflow: string): Promise<string> {
  const listed = (await new Response(
    Bun.spawn([lote, "runs", "list", "--workspace", workspace ?? "", "--json"], { stdout: "pipe" }).stdout,
  ).json()) as { results: { run: string; workflow: string }[] };
  const found = listed.results.find((run) => run.workflow === workflow);
  if (!found) throw new Error(`the demo has no run of ${workflow}`);
  return found.run;
}

await using people = openTerminal(
  [lote, "review", await runOf("characters.import"), "--workspace", workspace, "--lang", "en"],
  size,
);
await people.waitFor(/Michael Jordan/);
await Bun.sleep(300);
await shoot("people", people.written());
people.type("qq");
await people.close();

await using faces = openTerminal(
  [lote, "review", await runOf("faces.attend"), "--workspace", workspace, "--lang", "en"],
  size,
);
await faces.waitFor(/dinner/);
await faces.waitFor(/[▀▌▘▝▖]{3}/);
await Bun.sleep(300);
await shoot("faces", faces.written());
faces.type("qq");
await faces.close();

await using screens = openTerminal(
  [lote, "review", await runOf("comics.classify"), "--workspace", workspace, "--lang", "en"],
  size,
);
await screens.waitFor(/Candidate 1/);
for (let item = 0; item < 6 && !/recommendation/.test(screens.screen()); item++) {
  screens.type("n");
  await Bun.sleep(400);
}
// The pictures are drawn a moment after the words.
await screens.waitFor(/[▀▌▘▝▖]{6}/);
await Bun.sleep(500);
await shoot("review", screens.written());
screens.type("w");
await screens.waitFor(/Why/);
await Bun.sleep(300);
await shoot("why", screens.written());
screens.type("qqq");
await screens.close();
rmSync(dirname(workspace), { recursive: true, force: true });
