import { folded } from "../../text/folded.ts";

/** What may be known of a product besides its brand and model. */
export const attributeNames = [
  "capacity",
  "color",
  "size",
  "ram",
  "network",
  "volume_ml",
  "weight_g",
  "pack",
  "type",
  "gender",
  "screen_type",
  "processor",
  "graphics",
  "storage_type",
  "flavor",
  "material",
  "condition",
] as const;
export type AttributeName = (typeof attributeNames)[number];

/** A kind of goods whose titles tell of the same things. */
export interface Category {
  /** Stable: it is part of prompts' and schemas' versions. */
  readonly id: string;
  /** What retailers call it, in Spanish and English, folded; a word of a name matches too. */
  readonly names: readonly string[];
  /** What its titles tell of. */
  readonly attributes: readonly AttributeName[];
  /** How much knowledge reading a title takes, 0 to 1: a factor of the route. */
  readonly complexity: number;
}

/** The last one takes whatever fits nowhere else. */
export const categories: readonly Category[] = [
  {
    id: "smartphones",
    names: [
      "smartphone",
      "smartphones",
      "celular",
      "celulares",
      "telefono",
      "telefonos",
      "telefonia",
      "phone",
      "phones",
      "movil",
      "moviles",
    ],
    attributes: ["capacity", "color", "size", "ram", "network", "screen_type", "processor", "condition"],
    complexity: 0.6,
  },
  {
    id: "notebooks",
    names: [
      "notebook",
      "notebooks",
      "laptop",
      "laptops",
      "portatil",
      "portatiles",
      "computador",
      "computadores",
      "computers",
      "computacion",
      "macbook",
    ],
    attributes: [
      "capacity",
      "color",
      "size",
      "ram",
      "network",
      "screen_type",
      "processor",
      "graphics",
      "storage_type",
      "condition",
    ],
    complexity: 1,
  },
  {
    id: "tablets",
    names: ["tablet", "tablets", "ipad", "tableta", "tabletas"],
    attributes: ["capacity", "color", "size", "ram", "network", "screen_type", "processor", "condition"],
    complexity: 0.6,
  },
  {
    id: "televisions",
    names: ["tv", "tvs", "televisor", "televisores", "television", "televisions", "smart tv"],
    attributes: ["size", "color", "type", "screen_type", "network", "condition"],
    complexity: 0.6,
  },
  {
    id: "electronics",
    names: [
      "electronica",
      "electronics",
      "audio",
      "camara",
      "camaras",
      "camera",
      "cameras",
      "videojuegos",
      "gaming",
      "consola",
      "consolas",
      "wearables",
      "smartwatch",
      "storage",
      "almacenamiento",
      "impresoras",
      "printers",
      "accesorios",
      "accessories",
    ],
    attributes: [
      "capacity",
      "color",
      "size",
      "ram",
      "network",
      "type",
      "screen_type",
      "processor",
      "graphics",
      "storage_type",
      "pack",
      "condition",
    ],
    complexity: 0.7,
  },
  {
    id: "perfumes",
    names: [
      "perfume",
      "perfumes",
      "perfumeria",
      "fragancia",
      "fragancias",
      "fragrance",
      "fragrances",
      "colonia",
      "colonias",
    ],
    attributes: ["volume_ml", "type", "gender", "pack", "condition"],
    complexity: 0.4,
  },
  {
    id: "beauty",
    names: [
      "belleza",
      "beauty",
      "cosmetica",
      "maquillaje",
      "makeup",
      "skincare",
      "cuidado personal",
      "higiene",
      "shampoo",
    ],
    attributes: ["volume_ml", "weight_g", "color", "type", "gender", "pack"],
    complexity: 0.3,
  },
  {
    id: "beverages",
    names: [
      "beverage",
      "beverages",
      "bebida",
      "bebidas",
      "cerveza",
      "cervezas",
      "beer",
      "beers",
      "vino",
      "vinos",
      "wine",
      "wines",
      "licor",
      "licores",
      "liquors",
      "jugo",
      "jugos",
      "agua",
      "aguas",
    ],
    attributes: ["capacity", "volume_ml", "pack", "flavor", "type"],
    complexity: 0.1,
  },
  {
    id: "food",
    names: [
      "food",
      "foods",
      "alimento",
      "alimentos",
      "despensa",
      "abarrotes",
      "snack",
      "snacks",
      "lacteos",
      "grocery",
      "groceries",
      "congelados",
      "chocolates",
      "mascotas",
      "pet food",
    ],
    attributes: ["weight_g", "volume_ml", "pack", "flavor", "type"],
    complexity: 0.1,
  },
  {
    id: "clothing",
    names: [
      "clothing",
      "clothes",
      "ropa",
      "vestuario",
      "moda",
      "fashion",
      "zapatilla",
      "zapatillas",
      "calzado",
      "zapatos",
      "shoes",
      "footwear",
      "jeans",
      "polera",
      "poleras",
    ],
    attributes: ["size", "color", "gender", "type", "material", "pack"],
    complexity: 0.2,
  },
  {
    id: "home",
    names: [
      "home",
      "hogar",
      "muebles",
      "furniture",
      "electrodomesticos",
      "appliances",
      "linea blanca",
      "refrigeradores",
      "lavadoras",
      "cocina",
      "kitchen",
      "herramientas",
      "tools",
      "jardin",
      "decoracion",
    ],
    attributes: ["capacity", "size", "color", "type", "material", "pack", "condition"],
    complexity: 0.4,
  },
  {
    id: "general",
    names: [],
    attributes: attributeNames,
    complexity: 0.5,
  },
];

const general = categories.at(-1) as Category;

/** The category that a retailer's word stands for; the general one where nothing fits. */
export function categoryOf(text: string): Category {
  const plain = folded(text);
  if (plain === "") return general;
  const known = kept.get(plain);
  if (known) return known;
  const words = new Set(plain.split(/[^\p{L}\p{N}]+/u));
  const named = categories.find(({ names }) => names.includes(plain));
  const found = named ?? categories.find(({ names }) => names.some((name) => words.has(name))) ?? general;
  if (kept.size < keptAtMost) kept.set(plain, found);
  return found;
}

/** Lists have few categories and many rows. */
const kept = new Map<string, Category>();
const keptAtMost = 10_000;
