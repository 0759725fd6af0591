import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { Job, JobItem, StageContext } from "../../../flow/stage.ts";
import {
  type BatchClient,
  BatchCost,
  type BatchResultLine,
  type RemoteBatch,
  usageOf,
} from "../../../language-model/batch.ts";
import { BatchWatch, noRemote } from "../../../language-model/batch-watch.ts";
import type { PaidAnswer } from "../../../language-model/chat.ts";
import { saidBy } from "../../../language-model/chat-answer.ts";
import { chatBody } from "../../../language-model/chat-request.ts";
import { assertAcceptable } from "../../../language-model/preflight.ts";
import { costOf, type Usage } from "../../../language-model/price.ts";
import type { LanguageModelService } from "../../../language-model/service.ts";
import { plainText } from "../../../text/plain.ts";
import type { Tier } from "../tiers.ts";
import type { Planner } from "./planner.ts";
import { type NormalizeTravel, type Trouble, went } from "./travel.ts";

export interface BatchStageOptions {
  readonly tier: Tier;
  readonly client: BatchClient;
  readonly service: LanguageModelService;
  readonly planner: Planner;
  readonly maxItems: number;
  /** How often a batch is looked at, milliseconds. */
  readonly pollMs: number;
  /** Tells of a batch: it was handed over, or how it stands. */
  readonly tell: (remote: string, what: BatchNews) => void;
  /** Tries a few rows of the shard before the rest is handed over; returns those that were answered. */
  readonly tryOut: (
    items: readonly JobItem<NormalizeTravel>[],
    context: StageContext,
  ) => Promise<ReadonlySet<string>>;
  /** What was said about a product alone and was paid already, if that was so. */
  readonly saidAlone: (
    item: JobItem<NormalizeTravel>,
    context: StageContext,
  ) => Promise<PaidAnswer | undefined>;
}

/** How a batch stands, for whoever watches. */
export interface BatchNews {
  readonly tier: Tier;
  readonly model: string;
  readonly status: RemoteBatch["status"] | "submitted";
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  /** Why it failed, in the service's words. */
  readonly reason?: string;
}

/** So long may an item wait for company while others are on their way, milliseconds. */
const companyMs = 30_000;

/** An item whose batch ran out of time joins another one so often. */
const joinsAgain = 1;

/** Hands the products of a tier to a batch of its model, and takes what came of each. */
export function batchStage(options: BatchStageOptions): Job<NormalizeTravel> {
  const { tier, client, service, planner, maxItems, pollMs } = options;
  const { model } = planner.models[tier];
  const factor = model.batchFactor ?? 1;
  const limit = service.limits?.batchTokens(model) ?? null;
  const watch = new BatchWatch(client, pollMs, (batch) =>
    options.tell(batch.id, {
      ...news(tier, model.id, batch.status, batch.request_counts ?? none),
      ...reasonOf(batch),
    }),
  );
  return {
    kind: "job",
    name: `batch-${tier}`,
    maxItems,
    waitMs: companyMs,
    wants: (travel) => travel.tier === tier && travel.answer === undefined,
    weigh: ({ travel }) => travel.tokensIn ?? 0,
    queue: { name: `${service.host} ${model.id}`, limit },
    worstUsd: (items) =>
      items.reduce((sum, { travel }) => {
        const plan = planner.asked(travel.raw, tier, travel.score ?? 0);
        return sum + planner.worstUsd(travel.raw, plan, travel.tokensIn ?? 0, factor);
      }, 0),
    submit: async (key, items, context) => {
      // All of them before any is asked about: what would be refused costs nothing then.
      for (const { travel } of items) assertAcceptable(bodyOf(travel, options), model);
      let remote = noRemote;
      try {
        const answered = await options.tryOut(items, context);
        const rest = items.filter((item) => !answered.has(item.key));
        if (rest.length > 0) remote = await client.submit(model, key, linesOf(rest, options));
      } catch (error) {
        if (toLoteError(error).code !== "request-refused") throw error;
        // Each goes on alone, to whoever takes it.
        return { remote: noRemote, pollAfterMs: 0 };
      }
      options.tell(
        remote,
        news(tier, model.id, "submitted", { total: items.length, completed: 0, failed: 0 }),
      );
      return { remote, pollAfterMs: watch.firstLookMs };
    },
    find: (key) => client.find(key),
    poll: (remote) => watch.poll(remote),
    cancel: (remote) => watch.cancel(remote),
    settle: async (remote, items, context) => {
      const batch = await watch.ended(remote);
      if (!batch) throw new LoteError("no-answer");
      return settle(batch, items, options, context);
    },
  };
}

function reasonOf({ errors }: RemoteBatch): Pick<BatchNews, "reason"> {
  const [first] = errors?.data ?? [];
  const reason = plainText(first?.message ?? first?.code ?? "", 200);
  return reason === "" ? {} : { reason };
}

const none = { total: 0, completed: 0, failed: 0 };

function news(
  tier: Tier,
  model: string,
  status: BatchNews["status"],
  { total, completed, failed }: Pick<BatchNews, "total" | "completed" | "failed">,
): BatchNews {
  return { tier, model, status, total, completed, failed };
}

function bodyOf(travel: NormalizeTravel, { tier, planner }: BatchStageOptions): Record<string, unknown> {
  const plan = planner.asked(travel.raw, tier, travel.score ?? 0);
  return chatBody(planner.request(travel.raw, plan)) as unknown as Record<string, unknown>;
}

/** The requests, one a line. */
function* linesOf(items: readonly JobItem<NormalizeTravel>[], options: BatchStageOptions): Generator<string> {
  for (const { key, travel } of items) {
    const body = bodyOf(travel, options);
    yield JSON.stringify({ custom_id: customId(key), method: "POST", url: "/v1/chat/completions", body });
  }
}

/** The same for an item whenever it is asked about; letters and digits alone, which all services take. */
export function customId(key: string): string {
  const hash = (seed: number) => Bun.hash.xxHash64(key, BigInt(seed)).toString(36).padStart(13, "0");
  return `p${hash(1)}${hash(2)}`;
}

async function settle(
  batch: RemoteBatch,
  items: readonly JobItem<NormalizeTravel>[],
  options: BatchStageOptions,
  context: StageContext,
) {
  const { planner, tier, client } = options;
  const { model } = planner.models[tier];
  const factor = model.batchFactor ?? 1;
  const byId = new Map(items.map((item) => [customId(item.key), item]));
  const results = new Map<string, Partial<NormalizeTravel> | Error>();
  const sum = new BatchCost();
  const paid = new Set<string>();
  for await (const line of client.results(batch)) {
    // A line that comes twice is one answer, and was paid once.
    if (paid.has(line.custom_id)) continue;
    paid.add(line.custom_id);
    sum.add(line.response?.body);
    const item = byId.get(line.custom_id);
    if (item)
      results.set(
        item.key,
        resultOf(line, item, model.id, (usage) => costOf(model.usdPerMillion, usage, factor).usd),
      );
  }
  for (const item of items) {
    if (results.has(item.key)) continue;
    const alone = await options.saidAlone(item, context);
    results.set(
      item.key,
      alone ? { said: alone, usd: (item.travel.usd ?? 0) + alone.usd } : without(item, restOf(batch)),
    );
  }
  return { results, cost: sum.cost(model.usdPerMillion, factor, batch.usage) };
}

/** Why a batch that ended so brought nothing for a line. */
function restOf({ id, status }: RemoteBatch): Trouble {
  if (status === "expired" || status === "cancelled") return status;
  if (status === "failed") return id === noRemote ? "refused" : "failed";
  return "missing";
}

function resultOf(
  line: BatchResultLine,
  item: JobItem<NormalizeTravel>,
  model: string,
  priceOf: (usage: Usage) => number,
): Partial<NormalizeTravel> | Error {
  const { response, error } = line;
  if (error?.code === "batch_expired") return without(item, "expired");
  if (error?.code === "batch_cancelled") return without(item, "cancelled");
  if (response?.status_code !== 200) return without(item, causeOf(response?.status_code));
  const said = saidBy(response.body, model);
  if (!said) return without(item, "broken");
  return { said, usd: (item.travel.usd ?? 0) + priceOf(usageOf(response.body)) };
}

/** A request that was refused would be again; what failed at the service may work later. */
function causeOf(status: number | undefined): Trouble {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429
    ? "refused"
    : "failed";
}

/** Nothing came of it: it joins another batch where time ran out, or goes on alone. */
function without(item: JobItem<NormalizeTravel>, trouble: Trouble): Partial<NormalizeTravel> | Error {
  if (trouble === "expired" && item.attempts < joinsAgain) return new LoteError("batch-expired");
  return { said: null, path: went(item.travel, "batch", trouble) };
}
