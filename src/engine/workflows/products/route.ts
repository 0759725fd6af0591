import type { EngineSettings } from "../../config/engine-settings.ts";
import { LoteError } from "../../errors/lote-error.ts";
import type { RawProduct } from "./product.ts";
import { type RouterSettings, routeFactors, routeOf, usualRouter } from "./router/route.ts";
import type { Tier } from "./tiers.ts";

/** Where a product goes. */
export interface Route {
  readonly tier: Tier;
  /** How much reading its title takes, 0 to 1. */
  readonly score: number;
}

/** Sends a product to a tier. */
export type RouteOf = (raw: RawProduct) => Route;

/**
 * The router by the settings; a fixed tier goes before it.
 *
 * @throws LoteError `config-value`
 */
export function openRouter(settings: EngineSettings, fixed: Tier | null): RouteOf {
  const router: RouterSettings = {
    ...usualRouter,
    weights: { ...usualRouter.weights, ...weightsOf(settings["product-router-weights"]) },
    complexFrom: shareOf(settings["product-complex-from"]) ?? usualRouter.complexFrom,
  };
  return (raw) => {
    const { route, score } = routeOf(raw, router);
    return { tier: fixed ?? route, score };
  };
}

function weightsOf(text: string | undefined): Partial<RouterSettings["weights"]> {
  if (text === undefined) return {};
  const pairs = text.split(",").map((pair) => {
    const [name = "", value = ""] = pair.split("=").map((part) => part.trim());
    const factor = routeFactors.find((one) => one === name);
    if (!factor || !/^\d+(?:\.\d+)?$/.test(value)) {
      throw new LoteError("config-value", {
        source: "LOTE_PRODUCT_ROUTER_WEIGHTS",
        key: "product-router-weights",
        expected: routeFactors.map((one) => `${one}=0.2`).join(","),
        given: text,
      });
    }
    return [factor, Number(value)] as const;
  });
  return Object.fromEntries(pairs);
}

function shareOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new LoteError("config-value", {
    source: "LOTE_PRODUCT_COMPLEX_FROM",
    key: "product-complex-from",
    expected: "0…1",
    given: text,
  });
}
