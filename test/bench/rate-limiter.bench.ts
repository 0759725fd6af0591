/**
 * The limiter against a service that counts the last 60 seconds: `bun test/bench/rate-limiter.bench.ts [REQUESTS]`, a
 * million where left out. Virtual time, four workers on one workspace, 80 % of 5,000 requests and 5,000,000 tokens a
 * minute. `real SECONDS` in place of the number: four processes against a server on loopback, in real time.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { RateServer } from "../fixtures/limits/rate-server.ts";
import { simulate, windows } from "../fixtures/limits/simulate.ts";

const limits = { requests: 5000, tokens: 5_000_000 };
const percent = (part: number) => `${(part * 100).toFixed(2)} %`;

if (process.argv[2] === "real") await real(Number(process.argv[3] ?? 80));
else await virtual(Number(process.argv[2] ?? 1_000_000));

async function virtual(requests: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
  const stores = Array.from({ length: 4 }, () => openStores(folder));
  try {
    for (const [name, tokens] of [
      ["tokens bind", { least: 200, most: 2000 }],
      ["requests bind", { least: 50, most: 400 }],
    ] as const) {
      const share = name === "tokens bind" ? 0.7 : 0.3;
      const cpu = process.cpuUsage();
      const result = await simulate({
        ledgers: stores.map(({ ledger }) => ledger),
        requests: Math.round(requests * share),
        limits,
        target: 0.8,
        concurrency: 32,
        tokens,
      });
      const { user, system } = process.cpuUsage(cpu);
      console.log(
        `${name}: ${result.accepted} requests in ${(result.seconds / 60).toFixed(0)} virtual minutes, ` +
          `${percent(result.least)} to ${percent(result.most)} of the target in any 60 s after 5 s, ` +
          `${result.refused} above the service's limits, ` +
          `${((user + system) / result.accepted).toFixed(0)} µs of processor a request`,
      );
      for (const { ledger } of stores) {
        await ledger.write(() => {
          const row = ledger.ratePools.get("service model");
          if (row) ledger.ratePools.put({ ...row, machine: "another" });
        });
      }
    }
  } finally {
    for (const one of stores) one.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function real(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
  const service = new RateServer(limits);
  const times: number[] = [];
  const weights: number[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const tokens = Number(new URL(request.url).searchParams.get("tokens"));
      const now = performance.now();
      times.push(now);
      weights.push(tokens);
      const refused = service.take(now, tokens) !== undefined;
      await Bun.sleep(300);
      return new Response("", { status: refused ? 429 : 200 });
    },
  });
  try {
    openStores(folder).close();
    const program = join(import.meta.dir, "../fixtures/limits/ask-for-a-while.ts");
    const children = Array.from({ length: 4 }, () =>
      Bun.spawn(
        [process.execPath, program, folder, `http://127.0.0.1:${server.port}`, String(seconds), "16"],
        {
          stdio: ["ignore", "inherit", "inherit"],
        },
      ),
    );
    await Promise.all(children.map(({ exited }) => exited));
    const { least, most } = windows(times, weights, times[0] ?? 0, { requests: 4000, tokens: 4_000_000 });
    console.log(
      `real: ${times.length} requests of four processes in ${seconds} s, ${percent(least)} to ${percent(most)} ` +
        `of the target in any 60 s after 5 s, ${service.refused} above the service's limits`,
    );
  } finally {
    server.stop(true);
    rmSync(folder, { recursive: true, force: true });
  }
}
