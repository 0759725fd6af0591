import { chatBody, messageOverhead } from "../../../language-model/chat-request.ts";
import { type CountTokens, type Encoding, tokenCounter } from "../../../language-model/count-tokens.ts";
import type { ModelOf } from "../../../language-model/model-table.ts";
import { worstUsd } from "../../../language-model/price.ts";
import type { RawProduct } from "../product.ts";
import { categoryFor, contentKey, dataOf, type Prompt, promptOf, requestOf } from "../prompts/prompt.ts";
import type { Route, RouteOf } from "../route.ts";
import { type Tier, tiers } from "../tiers.ts";
import type { TierModels } from "./models.ts";

/** What is asked about a product, and of whom. */
export interface Asked {
  readonly prompt: Prompt;
  readonly model: ModelOf<"chat">;
}

/** What will be asked about a product, and why. */
export interface Plan extends Route, Asked {
  /** Under this its answer is kept. */
  readonly content: string;
}

/** Decides for each product who is asked, and what: the same in the estimate, in the batch and alone. */
export class Planner {
  readonly #prefixes = new Map<string, number>();

  private constructor(
    readonly models: TierModels,
    private readonly routeOf: RouteOf,
    private readonly effort: string | undefined,
    private readonly counters: ReadonlyMap<Encoding, CountTokens>,
  ) {}

  static async open(models: TierModels, routeOf: RouteOf, effort: string | undefined): Promise<Planner> {
    const encodings = new Set(tiers.map((tier) => models[tier].model.encoding));
    const counters = [...encodings].map(
      async (encoding) => [encoding, await tokenCounter(encoding)] as const,
    );
    return new Planner(models, routeOf, effort, new Map(await Promise.all(counters)));
  }

  plan(raw: RawProduct): Plan {
    const route = this.routeOf(raw);
    const asked = this.asked(raw, route.tier, route.score);
    return { ...route, ...asked, content: contentKey(raw, asked.prompt, asked.model.id) };
  }

  /** What is asked about a product in a tier. */
  asked(raw: RawProduct, tier: Tier, score: number): Asked {
    const prompt = promptOf(tier, score, categoryFor(raw));
    const { model } = this.models[tier];
    return { prompt, model };
  }

  /** @param room multiplies what the answer may take */
  request(raw: RawProduct, { prompt, model }: Asked, room = 1) {
    return requestOf(raw, prompt, model, { effort: this.effort, room });
  }

  /** Tokens of the request, by the model's own encoding: the fixed part is counted once. */
  tokensIn(raw: RawProduct, plan: Asked): number {
    const key = `${plan.prompt.version}/${plan.model.id}`;
    let prefix = this.#prefixes.get(key);
    if (prefix === undefined) {
      const body = chatBody({ ...this.request(raw, plan), data: "" });
      prefix = this.#count(plan, JSON.stringify(body)) + messageOverhead;
      this.#prefixes.set(key, prefix);
    }
    return prefix + this.#count(plan, dataOf(raw, plan.prompt));
  }

  #count({ model }: Asked, text: string): number {
    const count = this.counters.get(model.encoding);
    if (!count) throw new Error(`${model.id} is the model of no tier`);
    return count(text);
  }

  /** The most that asking about a product can cost, dollars. */
  worstUsd(raw: RawProduct, plan: Asked, tokensIn: number, factor: number): number {
    const { maxOutputTokens } = this.request(raw, plan);
    return worstUsd(plan.model.usdPerMillion, { input: tokensIn, output: maxOutputTokens }, factor);
  }
}
