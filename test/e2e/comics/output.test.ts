import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { eventLineShape, queryDocument } from "../../../src/ui/headless/contract.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { documentIn, lote, loteJson, type Surroundings } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

/** What a hint's commands name where a workspace was named. */
const inWorkspace = / --workspace \S+/g;

async function oneComic(): Promise<string> {
  return filesIn(newFolder(), { "one.jpg": await scanOf(sampleCover(0).seed) });
}

test.concurrent("--ndjson prints one event a line, the summary last, and --quiet leaves the error output empty", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = await oneComic();
  const { code, stdout, stderr } = await lote(["comics", "classify", comics, "--ndjson", "--quiet"], {
    workspace,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const events = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => eventLineShape.parse(JSON.parse(line)));
  expect(events.map(({ type }) => type)).toEqual(["run", "note", "item", "run", "summary"]);
  const numbers = events.map(({ seq }) => seq);
  expect(numbers).toEqual([...numbers].sort((left, right) => left - right));
  expect(events.at(-1)).toMatchObject({ status: "completed", counts: { total: 1 } });
});

test.concurrent("--detach prints the run's name and ends at once, and the run completes by itself", async () => {
  const { workspace } = await cataloguedWorkspace();
  const started = await lote(["comics", "classify", await oneComic(), "--yes", "--detach"], { workspace });
  expect(started.code).toBe(0);
  expect(started.stdout).toMatch(/^[a-z0-9]{5}\n$/);
  const watched = await loteJson(["runs", "watch", started.stdout.trim()], { workspace });
  expect(watched.code).toBe(0);
  expect(watched.document).toMatchObject({ status: "completed", counts: { done: 1 } });
});

test.concurrent("every command that tells something prints one document with --json", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { document } = await loteJson(["comics", "classify", await oneComic(), "--auto-apply"], {
    workspace,
  });
  const queries = [
    ["runs", "list"],
    ["config", "get"],
    ["config", "path"],
    ["config", "explain", "lang"],
  ];
  const told = await Promise.all(queries.map((words) => lote([...words, "--json"], { workspace })));
  for (const { stdout } of told) expect(queryDocument.parse(JSON.parse(stdout)).results).not.toEqual([]);
  for (const words of [
    ["runs", "show", document.run],
    ["runs", "undo", document.run, "--dry-run"],
    ["runs", "retry", document.run, "--failed"],
  ]) {
    const { code, stdout } = await lote([...words, "--json"], { workspace });
    expect({ code, run: documentIn(stdout).run }).toEqual({ code: 0, run: document.run });
  }
});

test.concurrent("a reader that has enough ends an export quietly", async () => {
  const { workspace } = await cataloguedWorkspace();
  const listed = await lote(["runs", "list", "--json"], { workspace });
  const [{ run }] = JSON.parse(listed.stdout).results;
  const script = `"$0" --workspace "$1" runs export "$2" | head -1; echo "\${PIPESTATUS[0]}"`;
  const launcher = join(import.meta.dir, "../../../bin/lote");
  const shell = Bun.spawn(["bash", "-c", script, launcher, workspace, run], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([shell.stdout.text(), shell.stderr.text()]);
  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual([expect.stringMatching(/^\{"item":/), "0"]);
});

test.concurrent("two runs at once on one workspace both complete, and the same command twice is one run", async () => {
  const { workspace } = await cataloguedWorkspace();
  const [left, right] = [await oneComic(), await oneComic()];
  const all = await Promise.all([
    loteJson(["comics", "classify", left], { workspace }),
    loteJson(["comics", "classify", left], { workspace }),
    loteJson(["comics", "classify", right], { workspace }),
  ]);
  for (const { code, document } of all) {
    expect({ code, status: document.status, total: document.counts.total }).toEqual({
      code: 0,
      status: "completed",
      total: 1,
    });
  }
  expect(all[0]?.document.run).not.toBe(all[2]?.document.run as string);
});

test.concurrent("what a command lacks it names: 2 for an answer or a wrong word, 6 for a catalogue, vectors or a model", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = await oneComic();
  const listed = JSON.parse((await lote(["runs", "list", "--json"], { workspace })).stdout);
  const empty = { workspace: join(newFolder(), "empty") };
  // Nobody has calibrated the comparison of whole covers alone.
  const uncalibrated = { workspace, environment: { LOTE_COVER_VIEWS: "whole" } };
  const cases: [readonly string[], Surroundings, number, string][] = [
    [["runs", "undo", listed.results[0].run], { workspace }, 2, "--yes"],
    [["runs", "retry", listed.results[0].run], { workspace }, 2, "--failed"],
    [["review"], { workspace }, 2, "terminal"],
    [[], { workspace }, 2, "terminal"],
    [["comics", "classify"], { workspace }, 2, "PATH"],
    [["comics", "classify", comics, "--nonsense"], { workspace }, 2, "--nonsense"],
    [["comics", "classify", join(comics, "nowhere")], { workspace }, 2, "does not exist"],
    [["runs", "show", "zzzzz"], { workspace }, 2, "lote runs list"],
    [["comics", "classify", comics, "--accept-above", "0.9"], uncalibrated, 6, "lote comics calibrate"],
    [["comics", "classify", comics, "--model", "nope"], { workspace }, 6, "no model named nope"],
    [["comics", "catalog", "add", comics, "--model", "nope"], { workspace }, 6, "no model named nope"],
    [["comics", "classify", comics], empty, 6, "lote comics catalog add"],
    [["comics", "embed"], empty, 6, "lote comics catalog add"],
  ];
  for (const [words, at, code, hint] of cases) {
    const ended = await lote(words, at);
    expect({ words, code: ended.code, stdout: ended.stdout }).toEqual({ words, code, stdout: "" });
    expect(ended.stderr.replaceAll(inWorkspace, "")).toContain(hint);
  }
  // None of them has left a run behind.
  const after = JSON.parse((await lote(["runs", "list", "--json"], { workspace })).stdout);
  expect(after.results).toHaveLength(listed.results.length);
});

test.concurrent("--max-errors stops a run with 3, and a run in which nothing worked ends with 5", async () => {
  const workspace = join(newFolder(), "workspace");
  const broken = filesIn(newFolder(), { "a.jpg": "", "b.jpg": "", "c.jpg": "" });
  const all = await loteJson(["comics", "catalog", "add", broken], { workspace });
  expect(all.code).toBe(5);
  expect(all.document).toMatchObject({ status: "failed", counts: { failed: 3 } });
  const stopped = await loteJson(["comics", "catalog", "add", broken, "--max-errors", "1"], { workspace });
  expect(stopped.code).toBe(3);
  expect(stopped.document.failures[0]).toMatchObject({ item: "", code: "too-many-errors" });
  expect(stopped.document.failures[0]?.hint?.replace(inWorkspace, "")).toContain("lote runs resume");
});

test.concurrent("a data output that is full ends with 7 and says so", async () => {
  const { workspace } = await cataloguedWorkspace();
  const launcher = join(import.meta.dir, "../../../bin/lote");
  const child = Bun.spawn([launcher, "--workspace", workspace, "runs", "list"], {
    stdout: Bun.file("/dev/full"),
    stderr: "pipe",
  });
  expect(await child.stderr.text()).toContain("disk is full");
  expect(await child.exited).toBe(7);
});
