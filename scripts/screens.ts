/**
 * Takes the pictures of the README: runs the demo in a real pseudo-terminal, presses keys, and draws what stands on
 * the screen as SVG. `bun scripts/screens.ts` writes `docs/screens/*.svg`.
 */
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
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

await using screens = openTerminal([lote, "--workspace", workspace, "--lang", "en"], size);
await screens.waitFor(/Review/);
await shoot("menu", screens.written());
screens.press("enter");
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
