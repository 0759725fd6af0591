/**
 * Names side by side against one after another, on services of this machine that take their time over each picture:
 * what is measured is how well the waiting overlaps. And what a host that never answers costs everybody else.
 *
 * Run: bun test/bench/characters/import.bench.ts [--latency MS]
 */
import { parseArgs } from "node:util";
import { generatePortrait } from "../../../src/demo/samples/portrait/generate-portrait.ts";
import type { Entity } from "../../../src/demo/services/world/entity.ts";
import { inventedPeople } from "../../../src/demo/services/world/people.ts";
import { importRoom } from "../../fixtures/characters/import-run.ts";

const { values } = parseArgs({ options: { latency: { type: "string", default: "1500" } } });
const latencyMs = Number(values.latency);
const count = 50;

interface Measured {
  readonly seconds: number;
  readonly done: number;
}

/** A server that takes connections and never answers. */
const dead = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
const deadHost = `http://127.0.0.1:${dead.port}`;
/** Drawn before: what the pictures cost to draw is the services' and not lote's. */
const pictures = await Promise.all(inventedPeople(count).map(({ id }) => generatePortrait(id, 320, 400)));

/** @param silent so many of the people have their picture on a host that never answers */
async function run(concurrency: number, silent = 0): Promise<Measured> {
  const people = inventedPeople(count + silent).map((person, at): Entity => {
    if (!person.picture) return person;
    const server = at < count ? {} : { server: deadHost };
    return { ...person, picture: { ...person.picture, width: 320, height: 400, ...server } };
  });
  using room = importRoom(
    {
      // Only what is asked for each name takes time; what is asked for all of them at once does not.
      latencyMs: (path) => (path.includes("/thumb/") || path.includes("/file/") ? latencyMs : 0),
      picture: async (path) => pictures[Number(/_(\d+)\.jpg$/.exec(path)?.[1]) - 1],
    },
    // A host of this machine is asked only where it is configured; nothing else is at Commons here.
    { entities: people, withModel: false, settings: { "commons-url": deadHost } },
  );
  const names = people.map(({ labels }) => labels.es);
  const ordered = [...names.slice(count), ...names.slice(0, count)];
  const began = performance.now();
  let seconds = 0;
  const stop = new AbortController();
  const watch = setInterval(() => {
    const done = room.stores.characters.collection.count();
    if (done < count || seconds > 0) return;
    seconds = (performance.now() - began) / 1000;
    stop.abort();
  }, 5);
  const started = await room.import(ordered, { concurrency, pictures: ["wikipedia"] }, {}, stop.signal);
  clearInterval(watch);
  return { seconds, done: room.stores.ledger.counters.counts(started.id).done };
}

const one = await run(1);
const five = await run(5);
const ten = await run(10);
const withSilent = await run(5, 1);
const rows = [
  ["one after another", one, 1],
  ["5 at a time", five, one.seconds / five.seconds],
  ["10 at a time", ten, one.seconds / ten.seconds],
  ["5 at a time, one host silent", withSilent, withSilent.seconds / five.seconds],
] as const;
console.log(`${count} names, ${latencyMs} ms a picture`);
for (const [what, { seconds, done }, ratio] of rows) {
  console.log(`${what.padEnd(30)} ${seconds.toFixed(2).padStart(8)} s  ${done} done  ${ratio.toFixed(3)}×`);
}
console.log(`goals: 5 at a time ≥4.8×, 10 at a time ≥9.5×, a silent host ≤1.01×`);
// The silent host still holds its answer back, and would for minutes.
process.exit();
