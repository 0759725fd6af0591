/** Words of goods and their properties: a name at the beginning of a title ends before them. English, then Spanish. */
export const ordinaryWords: ReadonlySet<string> = new Set(
  // kinds of goods
  (
    "toothbrush toothbrushes sunscreen sunblock detergent laundry conditioner shampoo mask masks lotion coffee tea cereal granola oatmeal " +
    "vitamin vitamins multivitamin supplement tablets capsules softgels gummies powder gel cream spray stick soap cleaner booster pacs pods " +
    "shoe shoes sneaker sandal sandals boot boots oxford loafer moccasin slipper pump flat ring rings band bands necklace earrings bracelet " +
    "bowl glass cup vase cart shelf shelving rack racks table worktable sink cabinet bin backsplash dispenser canister folder folders label " +
    "labels pen pens pencil marker paper envelope envelopes binder tape toner cartridge ink chair desk board notebook laptop tablet phone " +
    "smartphone monitor printer scanner camera camcorder keyboard mouse headphones earphones speaker television drive disk hdd ssd memory " +
    "ram processor cpu server storage array controller enclosure adapter cable charger battery case cover holder mount cooler fan kit " +
    "software game books book watch perfume fragrance eau beer wine water juice milk chocolate cookies snack chips bars bar bags filters " +
    "towels wipes sheets loads liquid granules beans ground " +
    // properties
    "organic natural pure premium classic original instant whole free clear soft medium hard firm sensitive electric manual sonic rechargeable " +
    "disposable reusable washable adjustable portable wireless waterproof stainless steel plastic wooden leather cotton glass ceramic black " +
    "white red blue green grey gray brown pink purple yellow orange gold silver clear navy mint assorted broad spectrum mineral daily ultra " +
    "deep dark light extra large small big mini double single multi full high low heavy duty unscented hypoallergenic herbal vegan vegetarian " +
    "kosher decaf decaffeinated breakfast english french italian colombian roast blend flavored vanilla honey lemon raspberry " +
    "children adult adults baby kids women men protective breathable ply layer pack set count box new used refurbished fine " +
    "wholesale price advanced complete total active smart digital professional commercial industrial " +
    // Spanish
    "telefono celular smartphone notebook portatil computador tablet televisor tv smart pantalla monitor impresora camara audifonos parlante " +
    "cargador cable funda carcasa mica teclado mouse disco memoria consola videojuego reloj smartwatch refrigerador lavadora secadora cocina " +
    "horno microondas aspiradora licuadora hervidor plancha cafetera freidora batidora estufa ventilador perfume colonia fragancia crema " +
    "shampoo acondicionador jabon desodorante pasta cepillo maquillaje labial mascara base bebida cerveza vino pisco ron whisky vodka jugo " +
    "agua nectar te cafe leche yogurt queso mantequilla pan galletas galleta cereal arroz fideos pasta aceite azucar sal harina salsa atun " +
    "chocolate helado snack papas mani pack superpack detergente suavizante cloro lavalozas papel toalla servilletas panales zapatilla " +
    "zapatillas zapato zapatos bota botas botin sandalia polera poleron pantalon jeans camisa blusa vestido chaqueta parka calcetines ropa " +
    "mochila bolso cartera sabana sabanas plumon cojin silla mesa escritorio sofa cama colchon lampara juego set kit taladro sierra " +
    "lata latas botella botellas envase envases caja cajas bolsa bolsas desechable retornable can cans bottle bottles " +
    "alimento perro gato premium clasico clasica natural organico light zero sin con para negro blanco rojo azul verde gris"
  ).split(" "),
);
