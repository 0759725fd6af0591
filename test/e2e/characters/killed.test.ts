import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type SampleServices, startServices } from "../../../src/demo/services/start-services.ts";
import { inventedPeople } from "../../../src/demo/services/world/people.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson, type Surroundings, startLote } from "../../fixtures/comics/run-lote.ts";
import { noise } from "../../fixtures/noise.ts";

setDefaultTimeout(180_000);

/** Starts the command, and kills it with its worker so many milliseconds after so many calls have arrived. */
async function killAfter(
  words: readonly string[],
  at: Surroundings,
  arrived: () => number,
  calls: number,
  ms: number,
): Promise<void> {
  const child = startLote(words, at);
  const before = arrived();
  const isOver = () => child.exitCode !== null;
  for (let look = 0; look < 1000 && !isOver(); look++) {
    if (arrived() - before >= calls) break;
    await Bun.sleep(20);
  }
  for (let left = ms; left > 0 && !isOver(); left -= 20) await Bun.sleep(Math.min(left, 20));
  const stores = openStores(at.workspace);
  const workers = stores.ledger.workers.alive().map(({ pid }) => pid);
  stores.close();
  child.kill("SIGKILL");
  for (const pid of workers) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It had ended.
    }
  }
  await child.exited;
}

/** What each paid call was for: a drawing's prompt, or what a text is to be about. */
function bought({ openAi }: SampleServices): string[] {
  return openAi.charged.map(({ path, body }) =>
    path === "image" ? String(body.prompt) : JSON.stringify(body.messages),
  );
}

test("killed at chance moments, five times over, an import buys no text and no picture of a name twice", async () => {
  const known = inventedPeople(8).map(({ picture: _, ...person }) => person);
  const strangers = Array.from({ length: 8 }, (_, at) => `Nadie Conocido ${at + 1}`);
  // Texts and drawings are both slow, so that kills fall into them.
  let arrived = 0;
  using services = startServices(
    {
      latencyMs: (path) => {
        const isPaid = path.includes("/images/") || path.includes("/chat/");
        if (isPaid) arrived++;
        return isPaid ? 150 : 0;
      },
      openAi: {
        answer: () =>
          JSON.stringify({ known: true, description: "muestra", kind: "fictional", summary: "Una muestra." }),
      },
    },
    known,
  );
  const at = { workspace: join(newFolder(), "workspace"), environment: paidEnvironment(services) };
  const names = [...known.map(({ labels }) => labels.es), ...strangers];
  const words = ["characters", "import", "--names", names.join(","), "--sources", "generate"];
  words.push("--concurrency", "3", "--yes");

  const seed = Math.floor(Math.random() * 1e6);
  const next = noise(seed);
  for (let kill = 0; kill < 5; kill++) {
    await killAfter(words, at, () => arrived, Math.floor(next() * 5), Math.floor(next() * 250));
  }
  const { document } = await loteJson(words, at);
  // Where a life was long enough to end the run, the next begins another, which passes over who is there.
  const { done, failed, skipped } = document.counts;
  expect([seed, done + failed + skipped]).toEqual([seed, names.length]);
  // What a kill cut off is told as that, and waits for a person's word.
  for (const { code } of document.failures) expect([seed, code]).toEqual([seed, "paid-unknown"]);
  const calls = bought(services);
  expect([seed, calls.length - new Set(calls).size]).toEqual([seed, 0]);
  // Every call that was made is in the account.
  if (skipped === 0) expect(document.cost.requests).toBeGreaterThanOrEqual(calls.length);

  if (failed === 0) return;
  const retried = await loteJson(["runs", "retry", document.run, "--failed", "--yes"], at);
  expect([seed, retried.document.counts.done + skipped]).toEqual([seed, names.length]);
});

test("killed while names of a category are proposed, they are not paid for again without a person's word", async () => {
  let arrived = 0;
  using services = startServices({
    latencyMs: (path) => {
      if (!path.includes("/chat/")) return 0;
      arrived++;
      return 1500;
    },
  });
  const at = { workspace: join(newFolder(), "workspace"), environment: paidEnvironment(services) };
  const words = ["characters", "import", "--category", "muestras", "--count", "2", "--no-images", "--yes"];
  words.push("--lang", "en");
  await killAfter(words, at, () => arrived, 1, 40);
  expect(arrived).toBe(1);
  const again = await lote(words, at);
  expect(again.code).toBe(5);
  expect(arrived).toBe(1);
  const [, retry = ""] = /(runs retry \w+ --failed)/.exec(again.stderr) ?? [];
  expect((await lote([...retry.split(" "), "--yes"], at)).code).toBe(0);
  expect(arrived).toBe(2);
  // With the names there, the same command goes on from them.
  const { document } = await loteJson(words, at);
  expect(document.counts).toMatchObject({ total: 2, done: 2 });
  expect(arrived).toBe(2);
});
