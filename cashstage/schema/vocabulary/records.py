"""What people group contacts, deals and orders by."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

RECORDS: Table = {
    "lifecycle_stage": Names("lifecycle stage", de="lifecycle phase", fr="phase du cycle de vie"),
    "lead_status": Names("lead status", de="lead status", fr="statut du lead"),
    "deal": Names("deal name|opportunity name", de="deal name", fr="nom de la transaction"),
    "deal_stage": Names("deal stage|opportunity stage|sales stage", de="deal phase"),
    "pipeline": Names("pipeline|deal pipeline"),
    "email_address": Names(
        "email address|subscriber email",
        de="e-mail adresse",
        fr="adresse e-mail|courriel",
        es="correo electrónico|dirección de correo",
        pt="endereço de e-mail",
        it="indirizzo e-mail",
        nl="e-mailadres",
    ),
    "discount_code": Names(
        "discount code|coupon|coupon code|promo code", de="rabattcode|gutscheincode"
    ),
    "payment_status": Names("financial status|payment status", de="zahlungsstatus"),
    "fulfillment_status": Names("fulfillment status|fulfilment status", de="lieferstatus"),
}
