"""What names one thing among many."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

IDENTIFIERS: Table = {
    "campaign_id": Names(
        "campaign id|xyz campaign id|fb campaign id",
        de="kampagnen id",
        fr="identifiant de la campagne|id de campagne|identifiant de campagne|numéro de campagne",
        es="identificador de la campaña|id de campaña|id de la campaña",
        pt="identificação da campanha|id da campanha|código da campanha",
        it="id campagna|id della campagna|identificativo campagna",
        nl="campagne id|id van campagne",
    ),
    "ad_group_id": Names(
        "ad group id|ad set id|adset id|campaign group id",
        de="anzeigengruppen id",
        fr="identifiant de l'ensemble de publicités|id du groupe d'annonces",
        es="identificador del conjunto de anuncios|id de grupo de anuncios",
        pt="identificação do conjunto de anúncios|id do grupo de anúncios",
        it="id gruppo di annunci|id del gruppo di inserzioni|id gruppo di inserzioni",
        nl="advertentiegroep id|id van advertentieset|advertentieset id",
    ),
    "ad_id": Names(
        "ad id|creative id",
        de="anzeigen id|creative id",
        fr="identifiant de la publicité|id de l'annonce",
        es="identificador del anuncio|id de anuncio|id del anuncio",
        pt="identificação do anúncio|id do anúncio",
        it="id inserzione|id annuncio|id dell'inserzione",
        nl="advertentie id|id van advertentie",
    ),
    "account_id": Names(
        "account id|customer id|advertiser id",
        de="konto id|kundennummer|kunden id",
        fr="identifiant du compte|numéro client|id de compte",
        es="identificador de la cuenta|id de cuenta|id de cliente",
        pt="identificação da conta|id da conta|id do cliente",
        it="id account|id cliente",
        nl="account id|klant id|klantnummer",
    ),
    "order_id": Names(
        "order id|transaction id|order number",
        de="bestellnummer|bestell id|transaktions id|auftragsnummer",
        fr="numéro de commande|id de commande|id de transaction|identifiant de commande",
        es="número de pedido|id de pedido|id de transacción|id del pedido",
        pt="número do pedido|id do pedido|id da transação",
        it="numero ordine|id ordine|id transazione",
        nl="bestelnummer|order id|ordernummer|transactie id",
    ),
    "product_id": Names(
        "product id|item id|sku|lineitem sku|product sku",
        de="produkt id|artikelnummer",
        fr="id du produit|référence produit",
        es="id de producto|id del producto",
        pt="id do produto",
        it="id prodotto|codice prodotto",
        nl="product id|artikelnummer",
    ),
    "contact_id": Names("contact id", de="kontakt id", fr="id du contact", es="id de contacto"),
    "record_id": Names("record id", de="datensatz id"),
    "click_id": Names("gclid|fbclid|click id|google click id|msclkid|ttclid"),
}
