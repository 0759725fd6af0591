import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";

setDefaultTimeout(60_000);

test("somebody in the collection is corrected from a script, and an undo brings back words and picture", async () => {
  using services = startServices();
  const at = { workspace: join(newFolder(), "workspace"), environment: paidEnvironment(services) };
  const importing = ["characters", "import", "--names", "Ada Lovelace", "--sources", "wikipedia"];
  expect((await lote([...importing, "--category", "math", "--yes"], at)).code).toBe(0);
  const shown = async () =>
    JSON.parse((await lote(["characters", "show", "ada lovelace", "--json"], at)).stdout);
  const before = (await shown()).results[0];
  const picture = join(at.workspace, before.picture.path);

  const words = ["characters", "correct", "ada lovelace", "--name", "Ada King", "--category", ""];
  const { code, document } = await loteJson([...words, "--kind", "fictional", "--remove-picture"], at);
  expect(code).toBe(0);
  expect(document).toMatchObject({ workflow: "characters.correct", counts: { done: 1 } });
  // What was not named stays; the old name leads there still.
  expect((await shown()).results[0]).toMatchObject({
    entity: before.entity,
    name: "Ada King",
    kind: "fictional",
    category: null,
    description: before.description,
    picture: null,
  });
  expect(existsSync(picture)).toBe(false);

  expect((await lote(["runs", "undo", document.run, "--yes"], at)).code).toBe(0);
  expect((await shown()).results[0]).toEqual(before);
  expect(readdirSync(join(picture, ".."))).toHaveLength(1);
});

test("a correction of nothing, of nobody, or to a kind that there is not ends with 2 and changes nothing", async () => {
  using services = startServices();
  const at = { workspace: join(newFolder(), "workspace"), environment: paidEnvironment(services) };
  const importing = ["characters", "import", "--names", "Ada Lovelace", "--no-images", "--yes"];
  expect((await lote(importing, at)).code).toBe(0);
  const ended = async (...words: string[]) => {
    const { code, stderr } = await lote(["characters", "correct", ...words, "--lang", "en"], at);
    return { code, stderr };
  };
  expect(await ended("Ada Lovelace")).toEqual({ code: 2, stderr: expect.stringContaining("--description") });
  expect((await ended("Ada Lovelace", "--name", " ")).code).toBe(2);
  expect((await ended("Ada Lovelace", "--kind", "robot")).code).toBe(2);
  expect((await ended("Nobody", "--name", "Somebody")).stderr).toContain("Nobody");
  const dry = await ended("Ada Lovelace", "--name", "Other", "--dry-run");
  expect(dry.code).toBe(0);
  const listed = await lote(["characters", "list", "--json"], at);
  expect(JSON.parse(listed.stdout).results).toMatchObject([{ name: "Ada Lovelace" }]);
});
