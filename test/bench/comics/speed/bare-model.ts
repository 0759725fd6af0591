/**
 * The model and nothing else, in a process of its own: `bun bare-model.ts FILE INPUT BATCH THREADS`. For each line on
 * its input, a number of pictures, it runs so many tensors that lie ready and prints what that cost, as JSON.
 */
import { loadRuntime } from "../../../../src/engine/models/host/load-runtime.ts";
import { noise } from "../../../fixtures/noise.ts";

const { InferenceSession, Tensor } = await loadRuntime();
const [file = "", input = "", batch = "1", threads = "1"] = process.argv.slice(2);
const session = await InferenceSession.create(file, {
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
  logSeverityLevel: 3,
});
const next = noise(1);
const numbers = Float32Array.from({ length: Number(batch) * 3 * 224 * 224 }, () => next() * 4 - 2);
const tensor = (count: number) =>
  new Tensor("float32", numbers.subarray(0, count * 3 * 224 * 224), [count, 3, 224, 224]);

for await (const line of console) {
  if (line === "") break;
  const pictures = Number(line);
  const wall = performance.now();
  const before = process.cpuUsage();
  for (let done = 0; done < pictures; done += Number(batch)) {
    await session.run({ [input]: tensor(Math.min(Number(batch), pictures - done)) });
  }
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 }));
}
