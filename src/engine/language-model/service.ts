import OpenAI from "openai";
import { z } from "zod";
import type { EngineSettings } from "../config/engine-settings.ts";
import { LoteError } from "../errors/lote-error.ts";
import type { Bought, PaidWork } from "../flow/stage.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Fetcher } from "../net/fetcher.ts";
import { apiError } from "./api-error.ts";
import {
  isGone,
  type LanguageModel,
  type ModelKind,
  type ModelOf,
  ModelTable,
  unlistedChatModel,
} from "./model-table.ts";
import { type LimitSettings, ServiceLimits } from "./service-limits.ts";
import { throughFetcher } from "./through-fetcher.ts";

/** What of the configuration concerns the service. */
export type ServiceSettings = Pick<EngineSettings, "openai-api-key" | "openai-base-url" | "model-price"> &
  LimitSettings;

/** What the service works with besides its settings. */
export interface ServiceOptions {
  /** Left out: nothing is held back, as for the one question of a person who waits for the answer. */
  readonly limiter?: RateLimiter;
  /** Ends the waiting for a turn. */
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

/** Who pays for a call: a stage's context does. */
export type Payer = <Answer extends string>(work: PaidWork<Answer>) => Promise<Answer>;

/** A call that costs money, before it has its turn. */
export interface ServiceCall<Answer extends string> extends Omit<PaidWork<Answer>, "admit" | "service"> {
  readonly model: LanguageModel;
  /** Of the request and of the longest answer to it. */
  readonly tokens: number;
  make(): Promise<Bought<Answer>>;
}

/** What the client's calls return: an answer, with its header for who wants it. */
interface Callable<Answer> {
  withResponse(): Promise<{ data: Answer; response: Response }>;
}

const ownBase = "https://api.openai.com/v1";

/** A model that is about to be shut down is worth a word so many days before. */
const warnDays = 30;

/** The choice of a model, with what is worth knowing about it. */
export interface ChosenModel<Kind extends ModelKind> {
  readonly model: ModelOf<Kind>;
  /** It is shut down on that day, which is near. */
  readonly shutdown?: string;
}

const listed = z.object({
  data: z.array(z.object({ id: z.string(), shutdown_date: z.iso.date().nullish() })),
});

/**
 * A service that speaks OpenAI's protocol. Its client retries nothing: one call is one call, for the limiter and for
 * the journal of money.
 */
export class LanguageModelService {
  #alive: Promise<ReadonlyMap<string, string | null> | null> | undefined;

  private constructor(
    readonly client: OpenAI,
    readonly table: ModelTable,
    /** Its name for messages and for the keys of paid calls. */
    readonly host: string,
    private readonly now: () => Date,
    /** Null where nothing is held back. */
    readonly limits: ServiceLimits | null,
    /** It is not OpenAI's: it may have models that nobody else knows. */
    readonly isOwnServer: boolean,
    /** The price of a model that the table does not know, as it was set. */
    private readonly price: string | undefined,
  ) {}

  /** Null where neither a key nor a base URL is configured: then there is no service. */
  static async open(
    settings: ServiceSettings,
    fetcher: Fetcher,
    { limiter, signal = new AbortController().signal, now = () => new Date() }: ServiceOptions = {},
  ): Promise<LanguageModelService | null> {
    const key = settings["openai-api-key"];
    const base = settings["openai-base-url"] ?? ownBase;
    if (key === undefined && base === ownBase) return null;
    const client = new OpenAI({
      // A server of one's own may need none, but the client wants one.
      apiKey: key ?? "none",
      baseURL: base,
      maxRetries: 0,
      logLevel: "off",
      organization: null,
      project: null,
      fetch: throughFetcher(fetcher, base),
    });
    const { host } = new URL(base);
    const isOwn = base !== ownBase;
    const limits = limiter && (await ServiceLimits.open(limiter, signal, settings, host, isOwn));
    const table = await ModelTable.read();
    return new LanguageModelService(client, table, host, now, limits ?? null, isOwn, settings["model-price"]);
  }

  /**
   * The wanted model, or the first of the table that is alive now and whose price is known.
   *
   * @param lastsDays it must not be shut down before so many days have passed: a batch takes one
   * @throws LoteError `model-gone` naming what replaces it; `model-unknown`; `model-unchosen` where none is wanted and
   * the table knows none of the service's; as {@link call}
   */
  async choose<Kind extends ModelKind>(
    kind: Kind,
    wanted?: string,
    lastsDays = 0,
  ): Promise<ChosenModel<Kind>> {
    const alive = await this.#listed();
    if (wanted !== undefined) {
      const model = this.table.find(kind, wanted) ?? this.#unlisted(kind, wanted, alive);
      if (this.#isGone(wanted, model, alive, lastsDays)) {
        throw new LoteError("model-gone", {
          model: wanted,
          host: this.host,
          replacement: model?.replacement ?? this.#first(kind, alive, lastsDays)?.id ?? "…",
        });
      }
      if (!model) {
        const known = this.table.ofKind(kind).map(({ id }) => id);
        throw new LoteError("model-unknown", { model: wanted, known: known.join(", ") });
      }
      return this.#chosen(model, alive);
    }
    const model = this.#first(kind, alive, lastsDays);
    if (!model) throw new LoteError("model-unchosen", { host: this.host, models: namesOf(alive) });
    return this.#chosen(model, alive);
  }

  #first<Kind extends ModelKind>(
    kind: Kind,
    alive: ReadonlyMap<string, string | null> | null,
    lastsDays: number,
  ) {
    return this.table
      .ofKind(kind)
      .find((model) => model.usdPerMillion !== null && !this.#isGone(model.id, model, alive, lastsDays));
  }

  /** A model that the table does not know, where its price was given or it is on a server of one's own. */
  #unlisted<Kind extends ModelKind>(
    kind: Kind,
    id: string,
    alive: ReadonlyMap<string, string | null> | null,
  ): ModelOf<Kind> | undefined {
    if (kind !== "chat" || !(this.price !== undefined || this.isOwnServer)) return undefined;
    if (alive !== null && !alive.has(id)) return undefined;
    return unlistedChatModel(id, this.price) as ModelOf<Kind>;
  }

  #isGone(
    id: string,
    model: LanguageModel | undefined,
    alive: ReadonlyMap<string, string | null> | null,
    lastsDays: number,
  ): boolean {
    const last = new Date(this.now().getTime() + lastsDays * 86_400_000).toISOString().slice(0, 10);
    // What the service itself says goes before the table.
    if (alive !== null) return !alive.has(id) || isGone(alive.get(id) ?? model?.shutdown, last);
    return isGone(model?.shutdown, last);
  }

  #chosen<Kind extends ModelKind>(
    model: ModelOf<Kind>,
    alive: ReadonlyMap<string, string | null> | null,
  ): ChosenModel<Kind> {
    const shutdown = alive?.get(model.id) ?? model.shutdown;
    if (!shutdown) return { model };
    const days = (Date.parse(shutdown) - Date.parse(this.#today())) / 86_400_000;
    return days <= warnDays ? { model, shutdown } : { model };
  }

  #today(): string {
    return this.now().toISOString().slice(0, 10);
  }

  /** Model ids with their last days; null where the service keeps no list. Asked once. */
  #listed(): Promise<ReadonlyMap<string, string | null> | null> {
    this.#alive ??= this.#list().catch((error) => {
      this.#alive = undefined;
      throw error;
    });
    return this.#alive;
  }

  async #list(): Promise<ReadonlyMap<string, string | null> | null> {
    try {
      const answer = await this.call("models", () => this.client.get("/models"));
      const { data } = listed.parse(answer);
      return new Map(data.map(({ id, shutdown_date: day }) => [id, day ?? null]));
    } catch (error) {
      const isMissing = error instanceof z.ZodError || (error instanceof LoteError && noList.has(error.code));
      if (isMissing) return null;
      throw error;
    }
  }

  /**
   * Makes a paid call when it is its turn, and again when it came too soon nonetheless.
   *
   * @throws what the payer throws; the reason of the signal while it waits for its turn; LoteError of {@link apiError}
   */
  buy<Answer extends string>(pay: Payer, call: ServiceCall<Answer>): Promise<Answer> {
    const { limits } = this;
    const { model, tokens, ...work } = call;
    const paid = { ...work, service: `${this.host} ${model.id}` };
    if (!limits) return pay(paid);
    return limits.patiently(() => pay({ ...paid, admit: () => limits.enter(model, tokens) }));
  }

  /**
   * Makes one call; what ends it is told in lote's own errors.
   *
   * @param asked the model whose limits the answer tells of; else a word for what is asked for
   * @throws LoteError of {@link apiError}
   */
  async call<Answer>(asked: LanguageModel | string, make: () => Callable<Answer>): Promise<Answer> {
    const [id, model] = typeof asked === "string" ? [asked, undefined] : [asked.id, asked];
    try {
      const { data, response } = await make().withResponse();
      if (model) await this.limits?.answered(model, response.headers);
      return data;
    } catch (thrown) {
      const known = apiError(thrown, { model: id, host: this.host });
      if (model) await this.limits?.failed(model, thrown, known);
      throw known;
    }
  }
}

/** A few models of a service, as it names them. */
function namesOf(alive: ReadonlyMap<string, string | null> | null): string {
  const names = [...(alive?.keys() ?? [])];
  return names.length === 0 ? "…" : `${names.slice(0, 8).join(", ")}${names.length > 8 ? "…" : ""}`;
}

/** A compatible server without `GET /models` says 404, and so does a proxy. */
const noList: ReadonlySet<string> = new Set(["request-refused", "model-gone"]);
