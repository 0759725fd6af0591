/**
 * What the laboratory's model says of a product: its own small reading of the title, which shares nothing with the
 * rules that lote goes by. It fills the keys that the request's schema asks for, and no others.
 */

type Values = Readonly<Record<string, string | null>>;

export interface ProductSchema {
  readonly properties?: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
}

const brands: Readonly<Record<string, string>> = {
  iphone: "APPLE",
  macbook: "APPLE",
  ipad: "APPLE",
  galaxy: "SAMSUNG",
  coca: "COCA-COLA",
};

const patterns: readonly (readonly [string, RegExp])[] = [
  ["ram", /(\d+)\s*gb\s*(?:de\s*)?(?:ram|ddr\d)/i],
  ["capacity", /(\d+(?:[.,]\d+)?)\s*(?:gb|tb|l|lt|litros?)(?![a-z])(?!\s*(?:de\s*)?(?:ram|ddr))/i],
  ["volume_ml", /(\d+)\s*(?:ml|cc)\b/i],
  ["weight_g", /(\d+)\s*(?:g|gr|grs)\b/i],
  ["size", /(\d+(?:[.,]\d+)?)\s*(?:"|''|pulgadas|pulg)/i],
  ["network", /\b([345]g|wifi \w+|lte)\b/i],
  [
    "color",
    /\b(negro|blanco|azul|rojo|verde|gris|rosado|plateado|dorado|black|white|blue|red|green|gray)\b/i,
  ],
  ["type", /\b(edp|edt|eau de parfum|eau de toilette)\b/i],
  ["gender", /\b(mujer|hombre|unisex|women|men)\b/i],
  ["graphics", /\b((?:rtx|gtx|rx)\s*\d{4}(?:\s*ti)?)\b/i],
  ["processor", /\b((?:intel\s+)?core\s+i\d(?:-\w+)?|ryzen\s+\d|m[1-4](?:\s+(?:pro|max))?)\b/i],
  ["storage_type", /\b(nvme(?:\s+gen\d)?|ssd|hdd)\b/i],
  ["flavor", /\b(original|zero|light|chocolate|frutilla|vainilla|naranja|limon)\b/i],
];

/** The answer as an object of the schema's form. */
export function readProduct(name: string, schema: ProductSchema): Readonly<Record<string, unknown>> {
  const wanted = Object.keys(schema.properties?.attributes?.properties ?? {});
  const words = name.split(/\s+/).filter(Boolean);
  const first = (words[0] ?? "").toLowerCase();
  const brand = brands[first] ?? (words[0] ?? "").toUpperCase();
  const attributes: Record<string, string | null> = {};
  let model = name;
  for (const key of wanted) {
    const found = patterns.find(([of]) => of === key)?.[1].exec(name);
    const text = found?.[0].trim() ?? null;
    attributes[key] = key === "volume_ml" || key === "weight_g" ? (found?.[1] ?? null) : text;
    if (text !== null) model = model.replace(text, " ");
  }
  model = model.replace(/\s+/g, " ").trim();
  if (brand === (words[0] ?? "").toUpperCase()) model = model.slice(words[0]?.length ?? 0).trim() || model;
  const all: Readonly<Record<string, unknown>> = {
    brand,
    model,
    attributes: attributes as Values,
    normalized_name: name.replace(/\s+/g, " ").trim(),
    category_suggestion: null,
    confidence: words.length > 1 ? 0.94 : 0.6,
  };
  return Object.fromEntries(Object.keys(schema.properties ?? {}).map((key) => [key, all[key] ?? null]));
}
