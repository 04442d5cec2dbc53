"""Amounts of money that add up, and prices of one thing, which don't."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

MONEY: Table = {
    "cost": Names(
        "cost|amount spent|spend|total spent|spent|total spend|ad spend|ad cost|media cost"
        "|total cost|media spend|advertiser cost|advertising cost|marketing spend|costs|net spend",
        de="kosten|ausgegebener betrag|ausgaben|betrag ausgegeben|werbekosten|werbeausgaben"
        "|mediakosten|gesamtkosten|gesamtausgaben|ausgegeben",
        fr="coût|montant dépensé|dépenses|dépense|budget dépensé|coûts|coût total"
        "|dépenses publicitaires|montant total dépensé",
        es="coste|importe gastado|costo|gasto|gastos|inversión|costes|inversión publicitaria"
        "|gasto publicitario|coste total|costo total|total gastado|importe invertido",
        pt="custo|valor usado|valor gasto|gasto|gastos|investimento|custos|custo total"
        "|valor investido|total gasto|montante gasto|quantia gasta",
        it="costo|importo speso|spesa|spese|costi|costo totale|spesa totale|investimento"
        "|spesa pubblicitaria|importo totale speso",
        nl="kosten|besteed bedrag|uitgaven|uitgegeven bedrag|bestedingen|mediakosten"
        "|totale kosten|totaal uitgegeven|advertentie uitgaven|advertentiekosten|besteding",
    ),
    "revenue": Names(
        "revenue|conv value|purchases conversion value|total conversion value|conversion value"
        "|conversions value|purchase conversion value|website purchases conversion value"
        "|total revenue|purchase revenue|complete payment value|total complete payment value"
        "|total order revenue|total sales|net sales|sales amount|sales|purchase value"
        "|gross revenue|net revenue|order revenue|order value|purchases sale amount|turnover"
        "|total purchase value|item revenue|ecommerce revenue|total ad revenue",
        de="umsatz|conv wert|conversion wert|kaufumsatz|gesamtumsatz|umsatz gesamt|einnahmen"
        "|bestellwert|conversionwert der käufe|conversion wert für käufe|erlös|erlöse"
        "|conversion wert der käufe|wert der conversions|gesamteinnahmen|nettoumsatz"
        "|umsatz netto|netto umsatz",
        fr="revenu|valeur de conv|valeur de conversion des achats|valeur de conversion|revenus"
        "|chiffre d'affaires|ventes|revenu total|revenus totaux|chiffre d'affaires total"
        "|revenus issus des achats|valeur des achats|valeur conv",
        es="ingresos|valor de conv|valor de conversión de compras|valor de conversión|ventas"
        "|ingresos totales|facturación|valor de las conversiones|valor conv|ingresos por compras"
        "|valor de conversión de las compras|ventas totales|total de ingresos",
        pt="receita|valor de conv|valor de conversão da compra|valor de conversão|vendas"
        "|receita total|faturamento|valor da conversão|valor da conv|receita de compra"
        "|valor de conversão de compras|valor das conversões|receitas|total de receita",
        it="entrate|valore conv|valore di conversione degli acquisti|valore di conversione"
        "|ricavi|fatturato|entrate totali|vendite|ricavo|valore di conv"
        "|valore delle conversioni|entrate da acquisti|ricavi totali",
        nl="omzet|conv waarde|conversiewaarde van aankopen|conversiewaarde|inkomsten"
        "|totale omzet|totale inkomsten|opbrengst|verkopen|opbrengsten|waarde van conversies"
        "|conversiewaarde voor aankopen|aankoopomzet",
    ),
    "all_conversions_value": Names(
        "all conv value",
        de="wert aller conv",
        fr="valeur de toutes les conv",
        es="valor de todas las conv",
        pt="valor de todas as conv",
        it="valore di tutte le conv",
        nl="waarde alle conv",
    ),
    "gross_sales": Names(
        "gross sales",
        de="bruttoumsatz",
        fr="ventes brutes",
        es="ventas brutas",
        pt="vendas brutas",
        it="vendite lorde",
        nl="brutoverkoop|bruto omzet",
    ),
    "gross_profit": Names(
        "gross profit|profit|gross margin amount",
        de="rohertrag|bruttogewinn|gewinn|deckungsbeitrag",
        fr="marge brute|bénéfice brut|bénéfice|profit",
        es="beneficio bruto|beneficio|ganancia|utilidad bruta",
        pt="lucro bruto|lucro",
        it="utile lordo|profitto|margine lordo|utile",
        nl="brutowinst|winst",
    ),
    "budget": Names(
        "budget|campaign budget|daily budget|monthly budget|planned budget|ad set budget"
        "|total budget|lifetime budget|planned spend",
        de="tagesbudget|kampagnenbudget|monatsbudget|gesamtbudget|geplantes budget"
        "|anzeigengruppenbudget|laufzeitbudget",
        fr="budget quotidien|budget de la campagne|budget mensuel|budget de l'ensemble de"
        " publicités|budget total",
        es="presupuesto|presupuesto diario|presupuesto de la campaña|presupuesto mensual"
        "|presupuesto del conjunto de anuncios|presupuesto total",
        pt="orçamento|orçamento diário|orçamento da campanha|orçamento mensal"
        "|orçamento do conjunto de anúncios|orçamento total|verba",
        it="budget giornaliero|budget della campagna|budget mensile"
        "|budget del gruppo di inserzioni|budget totale|budget campagna"
        "|importo del budget del gruppo di annunci",
        nl="dagbudget|campagnebudget|maandbudget|totaalbudget|budget advertentieset",
    ),
    "refunds": Names(
        "returns|refunds|refund amount|sales reversals",
        de="retouren|erstattungen|rückerstattungen",
        fr="remboursements|retours",
        es="reembolsos|devoluciones de ventas",
        pt="reembolsos|estornos",
        it="rimborsi|resi",
        nl="terugbetalingen|retouren",
    ),
    "discounts": Names(
        "discounts|discount amount|discount",
        de="rabatte|rabatt|nachlass",
        fr="remises|réductions",
        es="descuentos|descuento",
        pt="descontos|desconto",
        it="sconti|sconto",
        nl="kortingen|korting",
    ),
    "shipping": Names(
        "shipping|shipping charges|shipping cost|shipping amount",
        de="versand|versandkosten",
        fr="frais de livraison|livraison|frais de port",
        es="gastos de envío",
        pt="frete|custo de envio",
        it="spedizione|spese di spedizione",
        nl="verzendkosten",
    ),
    "taxes": Names(
        "taxes|tax|tax amount|vat",
        de="steuern|mehrwertsteuer|mwst|steuer",
        fr="taxes|tva",
        es="impuestos|iva",
        pt="impostos",
        it="imposte|iva",
        nl="belastingen|btw",
    ),
    "subtotal": Names(
        "subtotal", de="zwischensumme", fr="sous total", it="subtotale", nl="subtotaal"
    ),
    "deal_amount": Names(
        "deal amount|deal value|opportunity amount|pipeline value", de="deal wert|auftragswert"
    ),
    "annual_revenue": Names(
        "annual revenue|company revenue", de="jahresumsatz", fr="chiffre d'affaires annuel"
    ),
}

PRICES: Table = {
    "cpc": Names(
        "cpc|avg cpc|average cpc|cost per click|cpc cost per link click|cpc destination|cpc all"
        "|cost per link click",
        de="kosten pro klick|cpc kosten pro link klick|cpc alle|cpc ziel|kosten pro link klick"
        "|kosten pro individuellem link klick",
        fr="coût par clic|cpc coût par clic sur un lien|cpc coût par clic sur le lien|cpc tous"
        "|cpc coût par clic de lien",
        es="coste por clic|costo por clic|cpc costo por clic en el enlace"
        "|cpc coste por clic en el enlace|cpc todos",
        pt="custo por clique|cpc custo por clique no link|cpc todos",
        it="costo per clic|cpc costo per clic sul link|cpc tutti",
        nl="kosten per klik|cpc kosten per klik op link|cpc alle",
    ),
    "cpm": Names(
        "cpm|avg cpm|average cpm|cpm cost per 1 000 impressions|cost per 1 000 impressions"
        "|cost per mille",
        de="tkp|cpm kosten pro 1 000 impressionen"
        "|kosten pro 1 000 impressionen|tausenderkontaktpreis",
        fr="coût pour mille|cpm coût pour 1 000 impressions|coût pour 1 000 impressions",
        es="coste por mil|costo por mil|cpm costo por mil impresiones"
        "|cpm coste por 1 000 impresiones|cpm costo por 1 000 impresiones",
        pt="custo por mil|cpm custo por 1 000 impressões|custo por 1 000 impressões",
        it="costo per mille|cpm costo per 1 000 impression|cpm costo per 1 000 impressioni",
        nl="kosten per 1 000 vertoningen|cpm kosten per 1 000 weergaven"
        "|cpm kosten per 1 000 vertoningen",
    ),
    "cpv": Names(
        "cpv|avg cpv|cost per view|cost per video view|trueview avg cpv|cost per thruplay",
        de="kosten pro aufruf|kosten pro videoaufruf|kosten pro thruplay",
        fr="coût par vue|coût par thruplay",
        es="coste por visualización|costo por visualización|costo por thruplay",
        pt="custo por visualização|custo por thruplay",
        it="costo per visualizzazione|costo per thruplay",
        nl="kosten per weergave|kosten per videoweergave|kosten per thruplay",
    ),
    "cpa": Names(
        "cpa|cost conv|cost per conversion|cost per result|cost per purchase"
        "|cost per acquisition|cost per action|cost per order|cost per results|cost all conv",
        de="kosten conv|kosten pro conversion|kosten pro ergebnis|kosten pro kauf"
        "|kosten pro bestellung|kosten pro akquisition|kosten pro konversion|cpo"
        "|kosten pro ergebnisse",
        fr="coût conv|coût par conversion|coût par résultat|coût par achat|coût par acquisition"
        "|coût par action|coût par résultats|coût par commande",
        es="coste conv|costo conv|coste por conversión|costo por conversión|costo por resultado"
        "|coste por resultado|costo por compra|coste por compra|coste por adquisición"
        "|costo por resultados|coste por acción|costo por adquisición",
        pt="custo conv|custo por conversão|custo por resultado|custo por compra"
        "|custo por aquisição|custo por resultados|custo por ação",
        it="costo conv|costo per conversione|costo per risultato|costo per acquisto"
        "|costo per acquisizione|costo per risultati|costo per azione",
        nl="kosten conv|kosten per conversie|kosten per resultaat|kosten per aankoop"
        "|kosten per resultaten|kosten per acquisitie|kosten per bestelling",
    ),
    "cpl": Names(
        "cpl|cost per lead",
        de="kosten pro lead",
        fr="coût par lead|coût par prospect",
        es="coste por lead|costo por lead|costo por cliente potencial|coste por cliente potencial",
        pt="custo por lead|custo por cadastro",
        it="costo per lead|costo per contatto",
        nl="kosten per lead",
    ),
    "cac": Names(
        "cac|customer acquisition cost|cost per new customer",
        de="kundenakquisitionskosten|kosten pro neukunde",
        fr="coût d'acquisition client",
        es="coste de adquisición de clientes|costo de adquisición de clientes",
        pt="custo de aquisição de clientes",
        it="costo di acquisizione clienti",
        nl="klantacquisitiekosten",
    ),
    "cost_per_reach": Names(
        "cpp|cost per 1 000 people reached|cpp cost per 1 000 people reached"
        "|cost per 1 000 accounts center accounts reached",
        de="kosten pro 1 000 erreichte personen|kosten pro 1 000 erreichten personen",
        fr="coût pour 1 000 personnes touchées",
        es="costo por cada 1 000 personas alcanzadas|coste por 1 000 personas alcanzadas",
        pt="custo por 1 000 pessoas alcançadas",
        it="costo per 1 000 persone raggiunte",
        nl="kosten per 1 000 bereikte personen",
    ),
    "cpe": Names(
        "cpe|cost per engagement|avg cpe", de="kosten pro interaktion|kosten pro engagement"
    ),
    "cpi": Names("cpi|cost per install|cost per app install", de="kosten pro installation"),
    "average_cost": Names(
        "avg cost|average cost",
        de="durchschnittliche kosten|durchschn kosten",
        fr="coût moyen|coût moy",
        es="coste medio|costo promedio|costo prom",
        pt="custo médio|custo méd",
        it="costo medio",
        nl="gemiddelde kosten|gem kosten",
    ),
    "aov": Names(
        "aov|average order value|avg order value|average purchase revenue",
        de="durchschnittlicher bestellwert|durchschnittlicher warenkorbwert|warenkorbwert",
        fr="panier moyen|valeur moyenne des commandes|valeur moyenne des achats",
        es="valor medio del pedido|ticket medio|valor promedio de pedido|ticket promedio",
        pt="ticket médio|valor médio do pedido",
        it="valore medio dell'ordine|valore medio ordine|scontrino medio",
        nl="gemiddelde bestelwaarde|gemiddelde orderwaarde",
    ),
    "rpc": Names(
        "rpc|revenue per click|value per click",
        de="umsatz pro klick",
        fr="revenu par clic",
        es="ingresos por clic",
        pt="receita por clique",
        it="entrate per clic",
        nl="omzet per klik",
    ),
    "rpm": Names("rpm|revenue per mille|revenue per 1 000 impressions"),
    "value_per_conversion": Names(
        "value conv|conv value per conv|value per conversion",
        de="wert conv",
        fr="valeur par conv",
        es="valor por conv",
        pt="valor conv por conversão",
        it="valore per conv",
    ),
    "ltv": Names(
        "ltv|clv|lifetime value|customer lifetime value",
        de="kundenwert",
        fr="valeur vie client",
        es="valor de vida del cliente",
        pt="valor vitalício do cliente",
        it="valore del ciclo di vita del cliente",
        nl="klantwaarde",
    ),
    "price": Names(
        "price|unit price|lineitem price|item price",
        de="preis|einzelpreis|stückpreis",
        fr="prix|prix unitaire",
        es="precio|precio unitario",
        pt="preço|preço unitário",
        it="prezzo|prezzo unitario",
        nl="prijs|stukprijs",
    ),
    "max_cpc": Names(
        "max cpc|default max cpc|bid", de="max cpc gebot", fr="cpc max", es="cpc máx|puja"
    ),
    "target_cpa": Names(
        "target cpa",
        de="ziel cpa",
        fr="cpa cible",
        es="cpa objetivo",
        pt="cpa desejado|meta de cpa",
        it="cpa target",
        nl="doel cpa",
    ),
}
