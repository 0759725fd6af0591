import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type SampleServices, startServices } from "../../../src/demo/services/start-services.ts";
import { people } from "../../../src/demo/services/world/people.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";

setDefaultTimeout(60_000);

/** A workspace beside the services. */
function room(services: SampleServices, more: Readonly<Record<string, string>> = {}) {
  const workspace = join(newFolder(), "workspace");
  return { workspace, environment: { ...paidEnvironment(services), ...more } };
}

const importing = (...words: string[]) => ["characters", "import", ...words];

test.concurrent("names become people with pictures and credits, told as the contract says", async () => {
  using services = startServices();
  const at = room(services);
  const names = "Ada Lovelace; Amelia Earhart, Jordan";
  const { code, document } = await loteJson(importing("--names", names, "--yes"), at);
  expect(code).toBe(4);
  expect(document).toMatchObject({
    workflow: "characters.import",
    counts: { total: 3, done: 2, review: 1, failed: 0 },
    detail: { downloaded: { wikipedia: 1, duckduckgo: 1 }, generated: 0, withoutPicture: 0 },
  });

  const [ada, amelia, jordan] = await exportedItems(document.run, at);
  expect(ada).toMatchObject({
    item: "Ada Lovelace",
    state: "done",
    result: { entity: "wikidata:Q1001", picture: { source: "wikipedia", licence: "Public domain" } },
    questions: [
      { id: "identity", decision: { by: "policy", choice: "wikidata:Q1001", applied: true } },
      { id: "picture", decision: { by: "policy", applied: true } },
    ],
  });
  expect(amelia?.result).toMatchObject({ picture: { source: "duckduckgo", licence: "unknown" } });
  expect(jordan).toMatchObject({ item: "Jordan", state: "review" });
  expect(jordan?.questions[0]?.candidates.map(({ id }) => id)).toEqual(["wikidata:Q1006", "wikidata:Q1007"]);

  const listed = await lote(["characters", "list", "--lang", "en"], at);
  expect(listed.stdout).toBe(
    "Ada Lovelace    Wikipedia   matemática británica\nAmelia Earhart  DuckDuckGo  aviadora estadounidense\n",
  );
  const credits = await lote(["characters", "credits"], at);
  expect(credits.stdout).toContain("**Ada Lovelace**");
  expect(credits.stdout).toContain("unknown");
  const shown = await lote(["characters", "show", "ada lovelace", "--lang", "en"], at);
  expect(shown.stdout).toContain("Ada Lovelace — matemática británica");
  const files = readdirSync(join(at.workspace, "images/characters"));
  expect(files).toEqual([
    expect.stringMatching(/^[0-9a-f]{8}_A\w+\.jpg$/),
    expect.stringMatching(/^[0-9a-f]{8}_A\w+\.jpg$/),
  ]);
  // The summary in words tells of the same.
  const words = await lote(["runs", "show", document.run, "--lang", "en"], at);
  expect(words.stdout).toMatch(/Pictures downloaded +2 +Wikipedia 1, DuckDuckGo 1/);
});

test.concurrent("a file with a BOM and semicolons, or in Windows-1252, gives the names of a column", async () => {
  const [someone] = people;
  if (!someone) throw new Error("the sample world is empty");
  const labels = { es: "Peña Núñez", en: "Peña Núñez" };
  const article = { title: "Peña Núñez", extract: "Peña Núñez no existe fuera de esta muestra." };
  using services = startServices({}, [
    ...people,
    { ...someone, id: "Q1099", labels, articles: { es: article } },
  ]);
  const at = room(services);
  const marked = join(newFolder(), "marked.csv");
  await Bun.write(marked, "\ufeffid;Nombre\r\n1;Ada Lovelace\r\n2;Marie Curie\r\n2;marie curie\r\n");
  const one = await loteJson(importing("--file", marked, "--column", "nombre", "--no-images", "--yes"), at);
  expect(one.document.counts).toMatchObject({ total: 2, done: 2 });

  const old = join(newFolder(), "old.csv");
  // ñ is 0xF1 and ú is 0xFA there.
  await Bun.write(old, Buffer.from("nombre;nota\nPeña Núñez;sí\nAda Lovelace;ya está\n", "latin1"));
  const two = await loteJson(importing("--file", old, "--no-images", "--yes"), at);
  expect(two.document).toMatchObject({ counts: { done: 1, skipped: 1 }, skipReasons: ["imported"] });
  const listed = await lote(["characters", "list", "--search", "pena", "--json"], at);
  expect(JSON.parse(listed.stdout).results).toMatchObject([{ name: "Peña Núñez" }]);

  const wrong = await lote(importing("--file", old, "--column", "name", "--yes"), at);
  expect(wrong.code).not.toBe(0);
  expect(wrong.stderr).toContain("nota");
});

test.concurrent("a category is named and imported; the naming stands in the document, and its cost in the sum", async () => {
  using services = startServices();
  const at = room(services);
  const words = importing("--category", "muestras", "--count", "2", "--sources", "wikipedia", "--yes");
  const { code, document } = await loteJson(words, at);
  expect(code).toBe(0);
  const { names } = document.detail as { names?: { workflow: string; cost: { usd: number } } };
  expect(names).toMatchObject({ workflow: "characters.names", status: "completed" });
  expect(names?.cost.usd).toBeGreaterThan(0);
  expect(document.cost.usd).toBe(names?.cost.usd ?? 0);
  expect(document.counts).toMatchObject({ total: 2, done: 2 });

  const list = await lote(["lists", "show", "muestras", "--lang", "en"], at);
  expect(list.stdout).toBe("Ada Lovelace  (imported already)\nMarie Curie   (imported already)\n");
  expect((await lote(["lists", "rename", "muestras", "otras"], at)).code).toBe(0);
  const again = await loteJson(importing("--list", "otras", "--yes"), at);
  expect(again.document).toMatchObject({ counts: { total: 2, skipped: 2 }, skipReasons: ["imported"] });

  // Left to itself only once there are names, and no more of them than wanted.
  const detached = await lote(
    importing("--category", "más", "--count", "4", "--max", "1", "--no-images", "--yes", "--detach"),
    at,
  );
  expect(detached.code).toBe(0);
  const watched = await loteJson(["runs", "watch", detached.stdout.trim()], at);
  expect(watched.document.counts).toMatchObject({ done: 1, skipped: 2 });
});

test.concurrent("bad usage ends with 2 and says what is missing; without a key nobody is named", async () => {
  using services = startServices();
  const at = room(services);
  const failing = async (...words: string[]) => {
    const { code, stderr } = await lote(importing(...words, "--lang", "en"), at);
    return { code, stderr };
  };
  const nothing = await failing("--no-input");
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toContain("--category, --names, --file, --list");
  expect((await failing("--names", "Ada", "--list", "x")).code).toBe(2);
  expect((await failing("--category", "x", "--count", "101")).code).toBe(2);
  expect((await failing("--names", "Ada", "--sources", "google")).code).toBe(2);
  expect((await failing("--category", "x", "--dry-run")).code).toBe(2);
  expect((await failing("--list", "no such list")).code).toBe(2);
  // Drawing may cost money, and nobody is there to be asked.
  const unasked = await failing("--names", "Ada Lovelace");
  expect(unasked).toEqual({ code: 2, stderr: expect.stringContaining("--yes") });
  const { OPENAI_API_KEY: _, OPENAI_BASE_URL: __, ...without } = at.environment;
  const keyless = await lote(importing("--category", "x", "--yes", "--lang", "en"), {
    ...at,
    environment: without,
  });
  expect(keyless.code).toBe(6);
  expect(keyless.stderr).toContain("OPENAI_API_KEY");
  expect(services.openAi.requests).toEqual([]);
});

test.concurrent("a dry run asks nothing, pays for nothing and keeps nobody", async () => {
  using services = startServices({ search: "empty" });
  const at = room(services);
  const words = importing("--names", "Ada Lovelace,Amelia Earhart,Nadie de Nadie", "--dry-run");
  const { document } = await loteJson(words, at);
  expect(document.cost).toMatchObject({ usd: 0 });
  expect(services.openAi.charged).toEqual([]);
  const listed = await lote(["characters", "list", "--json"], at);
  expect(JSON.parse(listed.stdout).results).toEqual([]);
});

test.concurrent("one's own Stable Diffusion server draws without consent to a cost, and its pictures say so", async () => {
  using services = startServices();
  const { environment, ...at } = room(services);
  const own = { ...environment, ...services.environment };
  const words = importing("--names", "Ada Lovelace", "--sources", "generate");
  const { code, document } = await loteJson(words, { ...at, environment: own });
  expect(code).toBe(0);
  expect(document).toMatchObject({ cost: { usd: 0 }, detail: { downloaded: {}, generated: 1 } });
  const credits = await lote(["characters", "credits"], at);
  expect(credits.stdout).toContain("stable-diffusion");
  expect(services.openAi.requests).toEqual([]);
});

test.concurrent("without a network every name fails for itself, and the command with 5", async () => {
  const services = startServices();
  const at = room(services);
  services[Symbol.dispose]();
  const { code, document } = await loteJson(importing("--names", "Ada Lovelace,Marie Curie", "--yes"), at);
  expect(code).toBe(5);
  expect(document.failures.map(({ item, code }) => [item, code])).toEqual([
    ["Ada Lovelace", "net-unreachable"],
    ["Marie Curie", "net-unreachable"],
  ]);
});

test.concurrent("the key is in no file of the workspace and in nothing that is printed, refused or not", async () => {
  using services = startServices({
    openAi: { refuse: ({ path }) => (path === "image" ? "bad-key" : undefined) },
  });
  const canary = "sk-canary-0123456789abcdef";
  const at = room(services, { OPENAI_API_KEY: canary });
  const printed: string[] = [];
  for (const words of [
    importing(
      "--category",
      "muestras",
      "--count",
      "2",
      "--sources",
      "generate",
      "--yes",
      "--debug",
      "--ndjson",
    ),
    ["characters", "list"],
    ["config", "get", "openai-api-key"],
    ["config", "explain", "openai-api-key"],
  ]) {
    const { stdout, stderr } = await lote(words, at);
    printed.push(stdout, stderr);
  }
  expect(services.openAi.requests.length).toBeGreaterThan(2);
  expect(printed.join("")).not.toContain(canary);
  const files = readdirSync(at.workspace, { recursive: true, withFileTypes: true });
  let looked = 0;
  for (const file of files.filter((entry) => entry.isFile())) {
    const bytes = await Bun.file(join(file.parentPath, file.name)).bytes();
    expect([file.name, Buffer.from(bytes).includes(canary)]).toEqual([file.name, false]);
    looked++;
  }
  expect(looked).toBeGreaterThan(0);
});
