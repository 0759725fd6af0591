import { join } from "node:path";
import { LoteError } from "../../errors/lote-error.ts";
import { checkTextGraph } from "../../models/check-graph.ts";
import { modelFolders } from "../../models/folders.ts";
import { ModelHost } from "../../models/host/model-host.ts";
import { MachineNotes } from "../../models/machine-notes.ts";
import { type ModelEntry, readManifest, type TextEmbedModel } from "../../models/manifest.ts";
import type { HostLayout } from "../../models/pool/calibrate.ts";
import { chooseLayout } from "../../models/pool/choose-layout.ts";
import { HostPool } from "../../models/pool/host-pool.ts";
import { type PoolText, rowsOfTexts } from "../../models/pool/rows-of-texts.ts";
import { chooseProvider, proveProvider } from "../../models/providers.ts";
import { assertPulled, verifyModel } from "../../models/verify.ts";
import { type OwnTokenizer, openTokenizer, type TokenizerFiles } from "../../text/tokenizer.ts";
import { toUnitLength } from "../unit-length.ts";
import type { LocalDevice, TextEmbedder } from "./embedder.ts";
import type { EmbedderSetting } from "./open-embedder.ts";

type TextPool = HostPool<PoolText, Float32Array>;

/** Texts a call of the graph: beyond this little is gained, and a cancelled or crashed batch loses more. */
const maxBatch = { cpu: 16, cuda: 64, webgpu: 64 } as const;
/** Texts of one call of the embedder: enough that those of a batch are about equally long. */
const textsOfCall = 128;
/** Tokens of the text that an opened model is tried with: longer ones would take minutes in models for long texts. */
const longestTrial = 512;
/** Written before a text, a prefix may be joined to it in another way than it is counted. */
const seamTokens = 2;

/** The networks of texts that there are, by lote's manifest and the person's own. */
export async function localTextModels(settings: EmbedderSetting["settings"]): Promise<TextEmbedModel[]> {
  const { models } = await readManifest(modelFolders(settings));
  return models.filter((model): model is TextEmbedModel => model.purpose === "text-embed");
}

/**
 * Opens a network of texts on this machine: verifies its files and its tokenizer's, finds out what to run it on, starts
 * its hosts and has them work on one text of the greatest length.
 *
 * @throws LoteError `model-licence`, `model-missing`, `model-broken`, `model-graph`, `model-crashed`, `tokenizer-unfit`
 */
export async function openLocalEmbedder(
  model: TextEmbedModel,
  { settings, cacheFolder, expectedTexts, hostProgram }: EmbedderSetting,
): Promise<TextEmbedder> {
  if (!model.commercialUse && !settings["allow-noncommercial"])
    throw new LoteError("model-licence", { model: model.name, licence: model.licence });
  const files = await verifiedFiles(model, settings);
  const tokenizer = await ownTokenizer(model, files.tokenizer);
  const notes = await MachineNotes.open(join(cacheFolder, "machine.json"));
  const { provider, note } = await chooseProvider(settings.device ?? "auto", (name) =>
    proveProvider(name, { notes }),
  );
  const poolOf = ({ hosts, threads }: HostLayout): TextPool =>
    new HostPool({
      start: () => startHost(model, files.path, { provider, threads, program: hostProgram }),
      hosts,
      run: rowsOfTexts(model, tokenizer.pad),
      maxBatch: model.batch === 1 ? 1 : maxBatch[provider],
    });
  const trial = trialText(model, tokenizer);
  const cores = navigator.hardwareConcurrency;
  const layout = await chooseLayout({
    key: `${files.sha256.slice(0, 12)} ${provider} ${cores}`,
    notes,
    expectedItems: expectedTexts ?? (() => 0),
    cores,
    threads: settings.threads,
    onGraphicsDevice: provider !== "cpu",
    poolOf,
    sample: () => trial,
  });
  const pool = poolOf(layout);
  try {
    const seconds = await tryOut(model, pool, trial);
    const tokensPerSecond = (trial.ids.length * layout.hosts) / seconds;
    const device = { provider, ...layout, notes: note ? [note] : [], tokensPerSecond };
    return embedderOf(model, files, { tokenizer, pool, device });
  } catch (error) {
    pool.kill();
    throw error;
  }
}

interface VerifiedFiles {
  readonly path: string;
  /** Of all files, one after the other. */
  readonly sha256: string;
  readonly tokenizer: TokenizerFiles;
}

/** What is missing of a model is pulled with it, so it is told of by the model's name. */
async function verifiedFiles(
  model: TextEmbedModel,
  settings: EmbedderSetting["settings"],
): Promise<VerifiedFiles> {
  const folders = modelFolders(settings);
  const { models } = await readManifest(folders);
  const verified = async (file: string) => {
    const entry = models.find((one) => one.file === file) as ModelEntry;
    assertPulled({ ...entry, name: model.name }, folders);
    return verifyModel(entry, folders);
  };
  const { path, sha256 } = await verified(model.file);
  const file = await verified(model.tokenizer.file);
  const config = model.tokenizer.config === undefined ? null : await verified(model.tokenizer.config);
  return {
    path,
    sha256: [sha256, file.sha256, ...(config ? [config.sha256] : [])].join(" "),
    tokenizer: { file: file.path, config: config?.path ?? null },
  };
}

async function ownTokenizer(model: TextEmbedModel, files: TokenizerFiles): Promise<OwnTokenizer> {
  try {
    return await openTokenizer(files);
  } catch (cause) {
    const detail = `${files.file}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new LoteError("model-broken", { model: model.name, detail }, { cause });
  }
}

async function startHost(
  model: TextEmbedModel,
  path: string,
  {
    program,
    ...runsOn
  }: Pick<LocalDevice, "provider" | "threads"> & { readonly program?: string | undefined },
): Promise<ModelHost> {
  const host = await ModelHost.start({
    model: model.name,
    path,
    ...runsOn,
    ...(model.output.name === undefined ? {} : { outputs: [model.output.name] }),
    ...(program === undefined ? {} : { program }),
  });
  try {
    checkTextGraph(model, host.signature);
    return host;
  } catch (error) {
    host.kill();
    throw error;
  }
}

/** As long as a text may be, with the highest id that the tokenizer gives: a graph that has room for both takes all. */
function trialText({ maxTokens }: TextEmbedModel, tokenizer: OwnTokenizer): PoolText {
  return { ids: new Array<number>(Math.min(maxTokens, longestTrial)).fill(tokenizer.highest()) };
}

/** @returns seconds that the text takes. @throws LoteError `tokenizer-unfit`, `model-graph`, `model-crashed` */
async function tryOut({ name, maxTokens }: TextEmbedModel, pool: TextPool, trial: PoolText): Promise<number> {
  const [first] = await pool.runItems([trial]);
  if (first instanceof LoteError) {
    if (first.code !== "model-broken") throw first;
    const [short] = await pool.runItems([{ ids: trial.ids.slice(0, 2) }]);
    if (short instanceof LoteError)
      throw new LoteError("tokenizer-unfit", { model: name, highest: trial.ids[0] ?? 0 });
    throw new LoteError("model-graph", { model: name, detail: `maxTokens ${maxTokens}: ${first.message}` });
  }
  // The first call of a session chooses kernels and grows its memory.
  const since = performance.now();
  await pool.runItems([trial]);
  return (performance.now() - since) / 1000;
}

interface OpenedModel {
  readonly tokenizer: OwnTokenizer;
  readonly pool: TextPool;
  readonly device: LocalDevice;
}

function embedderOf(
  model: TextEmbedModel,
  files: VerifiedFiles,
  { tokenizer, pool, device }: OpenedModel,
): TextEmbedder {
  const { name, dimensions, maxTokens, prefixes } = model;
  const prefixTokens =
    prefixes.passage === "" ? 0 : tokenizer.count(prefixes.passage) - tokenizer.count("") + seamTokens;

  const prepared = (prefix: string, text: string): PoolText | LoteError => {
    const ids = tokenizer.encode(prefix + text);
    if (ids.length <= maxTokens) return { ids };
    return new LoteError("text-too-long", { model: name, tokens: ids.length, limit: maxTokens });
  };

  return {
    space: {
      id: spaceIdOf(model, files),
      model: name,
      dimensions,
      embedder: { kind: "onnx", file: model.file },
    },
    tokenizer: files.tokenizer,
    limits: {
      tokens: maxTokens - prefixTokens,
      texts: textsOfCall,
      tokensOfCall: textsOfCall * maxTokens,
    },
    isLocal: true,
    device,
    usdPerMillion: 0,
    batches: null,
    embed: async (texts, { signal }, keep) => {
      const vectors: (Float32Array | LoteError)[] = [];
      // By length, so that little is filled up: neighbours go into one call of the graph.
      const fitting = texts
        .map(({ text }, at) => ({ at, ready: prepared(prefixes.passage, text) }))
        .flatMap(({ at, ready }) => {
          if (!(ready instanceof LoteError)) return [{ at, ids: ready.ids }];
          vectors[at] = ready;
          return [];
        })
        .sort((one, other) => one.ids.length - other.ids.length);
      const made = await pool.runItems(fitting, { signal });
      made.forEach((vector, order) => {
        const { at } = fitting[order] as (typeof fitting)[number];
        vectors[at] = vector instanceof LoteError ? vector : toUnitLength(vector);
      });
      await keep(vectors);
    },
    ask: async (text, signal) => {
      const ready = prepared(prefixes.query, text);
      if (ready instanceof LoteError) throw ready;
      const [vector] = await pool.runItems([ready], { signal });
      if (!vector || vector instanceof LoteError)
        throw vector ?? new LoteError("bug", { detail: "no vector" });
      return toUnitLength(vector);
    },
    close: () => pool.close(),
  };
}

/** Equal where the same text gets the same vector, on every machine. */
function spaceIdOf(model: TextEmbedModel, { sha256 }: VerifiedFiles): string {
  const { output, pooling, dimensions, prefixes, maxTokens, batch, precision } = model;
  const identity = [sha256, output.name ?? "", pooling, dimensions, prefixes.query, prefixes.passage];
  return new Bun.CryptoHasher("sha256")
    .update(JSON.stringify([...identity, maxTokens, batch, precision]))
    .digest("hex")
    .slice(0, 12);
}
