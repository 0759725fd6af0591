import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { OpenAiBehaviour } from "../../../src/demo/services/open-ai/service.ts";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { runDocument } from "../../../src/ui/headless/contract.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { openTerminal } from "../../fixtures/terminal/open-terminal.ts";

setDefaultTimeout(120_000);

const checkout = join(import.meta.dir, "../../..");

/** An ingest with a service that behaves so, at work on its own, and a terminal that looks on. */
async function ingesting(openAi: OpenAiBehaviour, language: "en" | "es", columns: number) {
  const services = startServices({ openAi });
  const environment = { ...services.environment, LOTE_RATE_TIER: "1" };
  const at = { workspace: join(newFolder(), "workspace"), environment };
  const folder = filesIn(
    newFolder(),
    Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`${index}.txt`, `documento ${index} sobre asunto${index}`]),
    ),
  );
  const asked = ["documents", "ingest", folder, "--workers", "6", "--batch-size", "1"];
  const more = ["--model", "text-embedding-3-small", "--yes", "--detach"];
  const { code, stdout, stderr } = await lote([...asked, ...more], at);
  if (code !== 0) throw new Error(stderr);
  const run = stdout.trim();
  const terminal = openTerminal(
    [
      process.execPath,
      `--config=${join(checkout, "bunfig.toml")}`,
      join(checkout, "test/fixtures/terminal/run-terminal.ts"),
      at.workspace,
      "--run",
      run,
      "--lang",
      language,
    ],
    { cwd: checkout, columns, rows: 40, env: { NODE_ENV: "production", ...environment } },
  );
  return {
    terminal,
    document: async () =>
      runDocument.parse(JSON.parse((await lote(["runs", "show", run, "--json"], at)).stdout)),
    [Symbol.asyncDispose]: async () => {
      await terminal.close();
      await lote(["runs", "cancel", run, "--yes"], at);
      services[Symbol.dispose]();
    },
  };
}

test.concurrent("the live screen shows both limits of the service, that it asked for a pause, and for how long", async () => {
  const refuse: OpenAiBehaviour["refuse"] = ({ path }) =>
    path === "embedding" ? "rate-limit-long" : undefined;
  await using at = await ingesting({ refuse }, "en", 100);
  await at.terminal.waitFor(/the service asked for a pause \(Retry-After\), 1 min \d+ sec left/, 60_000);
  const screen = await at.terminal.waitFor(/requests a minute +[█░]+ +\d+ of 2400\n/, 60_000);
  expect(screen).toMatch(/tokens a minute +[█░]+ +\d+ of 800,000\n/);
  expect(screen).toContain("-3-small: the service");
  const { present } = await at.document();
  expect(present?.limits).toMatchObject([{ requestsLimit: 2400, tokensLimit: 800_000, heldBy: "service" }]);
});

test.concurrent("documents and products keep to the figures that were given for the account, which the service raises in vain", async () => {
  const headers = () => ({
    "x-ratelimit-limit-requests": "9000",
    "x-ratelimit-remaining-requests": "8999",
    "x-ratelimit-limit-tokens": "9000000",
    "x-ratelimit-remaining-tokens": "8999999",
  });
  using services = startServices({ openAi: { headers, answer: () => "{}" } });
  const at = { workspace: join(newFolder(), "workspace"), environment: services.environment };
  const texts = Array.from({ length: 60 }, (_, index) => `Taza azul modelo ${index} de ${index} ml`);
  const folder = filesIn(newFolder(), {
    ...Object.fromEntries(texts.map((text, index) => [`docs/${index}.txt`, text])),
    "list.csv": ["name", ...texts].join("\n"),
  });
  const limits = ["--tier", "3", "--rpm", "30", "--tpm", "70000", "--target", "0.5", "--yes", "--detach"];
  const asked = [
    ["documents", "ingest", join(folder, "docs"), "--model", "text-embedding-3-small", "--batch-size", "1"],
    ["products", "normalize", join(folder, "list.csv"), "--mode", "sync"],
  ];
  for (const words of asked) {
    const started = await lote([...words, ...limits], at);
    if (started.code !== 0) throw new Error(started.stderr);
    const run = started.stdout.trim();
    let told: unknown[] = [];
    while (told.length === 0) {
      const { stdout } = await lote(["runs", "show", run, "--json"], at);
      told = [...(runDocument.parse(JSON.parse(stdout)).present?.limits ?? [])];
    }
    expect(told).toMatchObject([{ requestsLimit: 15, tokensLimit: 35_000 }]);
    await lote(["runs", "cancel", run, "--yes"], at);
  }
});

test.concurrent("the live screen names the limit that holds back, and what each worker has in hand, in a narrow terminal", async () => {
  const headers = () => ({
    "x-ratelimit-limit-requests": "30",
    "x-ratelimit-remaining-requests": "29",
    "x-ratelimit-reset-requests": "2s",
  });
  await using at = await ingesting({ headers }, "es", 60);
  await at.terminal.waitFor(/▲ .*frenan las peticiones por minuto, \d+ esperan?/, 60_000);
  const screen = await at.terminal.waitFor(/trabajador\w* activos?: [\s\S]*◐ \d+ vectores +\S*\d+\.txt/);
  expect(screen).toMatch(/peticiones por minuto +[█░]+ \d+ de 24\n/);
  for (const line of screen.split("\n")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(60);
  const { present } = await at.document();
  expect(present?.hands.length).toBeGreaterThan(0);
  expect(present?.hands.every(({ item }) => item.endsWith(".txt"))).toBe(true);
});
