"""Names that several meanings share: the values and the other columns decide between them."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

FAMILIES: Table = {
    "results": Names(
        "results|result",
        de="ergebnisse|ergebnis",
        fr="résultats|résultat",
        es="resultados|resultado",
        pt="resultados|resultado",
        it="risultati|risultato",
        nl="resultaten|resultaat",
    ),
    "views": Names(
        "views",
        de="aufrufe|ansichten",
        fr="vues",
        es="visualizaciones|vistas|reproducciones",
        pt="visualizações|exibições",
        it="visualizzazioni",
        nl="weergaven|weergaves",
    ),
    "value": Names(
        "value|amount|total value",
        de="wert|betrag",
        fr="valeur|montant",
        es="valor|importe|monto",
        pt="valor|montante|quantia",
        it="valore|importo",
        nl="waarde|bedrag",
    ),
    "total": Names(
        "total|grand total|order total",
        de="gesamt|summe|gesamtbetrag",
        fr="total|total ttc",
        es="total",
        pt="total",
        it="totale",
        nl="totaal|totaalbedrag",
    ),
    "name": Names("name", de="name", fr="nom", es="nombre", pt="nome", it="nome", nl="naam"),
    "title": Names(
        "title|email name|mailing title|message name",
        de="titel",
        fr="titre",
        es="título",
        pt="título",
        it="titolo",
        nl="titel",
    ),
    "email": Names("email|e-mail"),
    "source": Names("source", fr="source"),
    "state": Names("state", fr="état", es="estado", pt="estado", it="stato", nl="staat"),
    "position": Names(
        "position",
        de="position",
        fr="position",
        es="posición",
        pt="posição",
        it="posizione",
        nl="positie",
    ),
}

DEFAULTS: dict[str, str] = {
    "results": "conversions",
    "views": "page_views",
    "source": "source",
    "state": "region",
}
"""What a family means where nothing else is known; the others then mean nothing."""

SECOND_MEANINGS: dict[str, str] = {
    "link_clicks": "link clicks|clicks destination|inline link clicks|clicks to landing page"
    "|link klicks|klicks auf link|clics sur le lien|clics sur un lien|clics en el enlace"
    "|clics en enlaces|cliques no link|clic sul link|klikken op link|klikken op links",
    "all_clicks": "clicks all|klicks alle|klicks gesamt|clics tous|clics todos|clics totales"
    "|cliques todos|clic tutti|klikken alle|total clicks",
    "orders": "purchases|website purchases|käufe|website käufe|achats|compras|acquisti|aankopen",
}
"""What a name means where another column already has its first meaning."""
