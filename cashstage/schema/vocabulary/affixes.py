"""Words around a name that leave its meaning as it is."""

from __future__ import annotations

PLATFORMS = (
    "google ads|google|adwords|meta ads|meta|facebook ads|facebook|fb ads|fb|instagram|linkedin ads"
    "|linkedin|tiktok ads|tiktok|tik tok|bing ads|bing|microsoft ads|microsoft|pinterest|snapchat"
    "|twitter|x ads|youtube|amazon ads|amazon|ga4|ga|mailchimp|klaviyo|hubspot|shopify"
)
"""Whose numbers they are; before or after any name."""

COUNTING = (
    "number of|no of|nr of|count of|nb of|sum of|total number of|total|overall|all time"
    "|anzahl der|anzahl|summe der|summe|gesamt|gesamtzahl"
    "|nombre de|nombre d|nb de|nb|total des|total de"
    "|número de|numero de|n de|nº de|cantidad de|suma de|cantidad total de|total de"
    "|quantidade de|qtd de|qtd|soma de|numero di|n di|totale|somma di|conteggio"
    "|aantal|totaal aantal|totaal|som van"
)
"""Before a name of something that adds up."""

TOTALS = (
    "total|totals|sum|count|gesamt|summe|totaux|totales|totais|totali|totale|totaal|anzahl|overall"
)
"""After a name of something that adds up."""

AVERAGES = (
    "average|avg|mean|durchschnittlicher|durchschnittliche|durchschnittliches|durchschnitt|durchschn"
    "|ø|moyen|moyenne|moy|medio|media|promedio|prom|médio|média|méd|gemiddelde|gem"
)
"""Before or after the name of a ratio or a price."""

UNITS = "in|en|em|pct|percent|percentage|prozent|pourcentage|porcentaje|porcentagem|percentuale"
"""What a sign of per cent or of a currency leaves at the end of a name."""

CONVERTED = (
    "converted currency|umgerechnete währung|devise convertie|moneda convertida|moeda convertida"
    "|valuta convertita|geconverteerde valuta"
)
"""After an amount in the currency of another account."""

PLACES = (
    "on website|website|auf website|sur le site web|en el sitio web|no site|sul sito web"
    "|op website|on facebook|auf facebook|en facebook|no facebook|su facebook|op facebook"
)
"""After a count of what happened there."""

_SMALL = (
    "a al alla auf d da das de degli dei del dell della der des di die do dos du el en gli het i il"
    " im in l la las le les lo los of on op sul sull sur the um una van von voor"
)
SMALL_WORDS = frozenset(_SMALL.split())
"""Articles and prepositions, which people leave out or change; never "per", which divides."""

_ONE_THING = (
    "order user event session customer visitor unit share like new transaction client buyer sale"
    " contact opportunity return save call won lost recipient item article pedido usuario cliente"
    " compra evento venta commande utilisateur vente achat venda gebruiker klant ordine utente"
    " produit product"
)
NO_PLURAL = frozenset(_ONE_THING.split())
"""Words that name one thing, whose plural would count many."""
