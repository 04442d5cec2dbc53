"""What is counted of mailings."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

MAILING: Table = {
    "sent": Names(
        "sent|total recipients|recipients|emails sent|sends|total sent|messages sent|mails sent"
        "|emails|mails",
        de="gesendet|empfänger|versendet|gesendete e-mails|versendete e-mails|versandt"
        "|anzahl empfänger|sendungen",
        fr="envoyés|destinataires|e-mails envoyés|envois|envoyé|messages envoyés",
        es="enviados|destinatarios|correos enviados|envíos|enviado|correos electrónicos enviados",
        pt="enviados|destinatários|e-mails enviados|envios|enviado|total de destinatários",
        it="inviati|destinatari|e-mail inviate|invii|inviate|email inviate|inviato",
        nl="verzonden|ontvangers|verzonden e-mails|verstuurd|e-mails verzonden|aantal ontvangers",
    ),
    "delivered": Names(
        "delivered|successful deliveries|deliveries|emails delivered|delivered emails",
        de="zugestellt|erfolgreiche zustellungen|zustellungen|zugestellte e-mails|ausgeliefert",
        fr="délivrés|livrés|e-mails délivrés|livraisons réussies|remis|livraisons|distribués",
        es="entregados|entregas correctas|correos entregados|entregas|entregado|entregas exitosas",
        pt="entregues|entregas bem sucedidas|e-mails entregues|entregas",
        it="consegnati|consegne riuscite|e-mail consegnate|consegne|consegnate|recapitati",
        nl="afgeleverd|succesvolle afleveringen|afgeleverde e-mails|bezorgd|afleveringen",
    ),
    "bounces": Names(
        "bounces|bounced|total bounces|bounced emails",
        de="bounces gesamt|rückläufer|unzustellbar",
        fr="rebonds|e-mails rejetés|non distribués",
        es="rebotes|rebotados|correos rebotados",
        pt="rejeições|devoluções|devolvidos|e-mails devolvidos",
        it="rimbalzi|respinti|e-mail respinte",
        nl="bounces totaal|teruggestuurd|niet afgeleverd",
    ),
    "soft_bounces": Names(
        "soft bounces|soft bounced",
        de="weiche bounces|softbounces",
        fr="rebonds temporaires|soft bounce",
        es="rebotes suaves|rebotes leves|rebotes blandos",
        pt="rejeições temporárias|devoluções temporárias",
        it="rimbalzi temporanei|mancati recapiti temporanei",
        nl="zachte bounces",
    ),
    "hard_bounces": Names(
        "hard bounces|hard bounced",
        de="harte bounces|hardbounces",
        fr="rebonds définitifs|rebonds permanents|hard bounce",
        es="rebotes duros|rebotes permanentes",
        pt="rejeições permanentes|devoluções permanentes",
        it="rimbalzi permanenti|mancati recapiti permanenti",
        nl="harde bounces",
    ),
    "opens": Names(
        "opens|total opens|opened|email opens",
        de="öffnungen|öffnungen gesamt|geöffnet|gesamtöffnungen",
        fr="ouvertures|total des ouvertures|ouvertures totales|ouverts",
        es="aperturas|aperturas totales|abiertos|total de aperturas",
        pt="aberturas|total de aberturas|abertos|aberturas totais",
        it="aperture|aperture totali|aperti|totale aperture",
        nl="opens totaal|totaal geopend|geopend|openingen",
    ),
    "unique_opens": Names(
        "unique opens|unique open|unique opened|recipients who opened",
        de="eindeutige öffnungen|einmalige öffnungen|unique öffnungen|individuelle öffnungen"
        "|einzelöffnungen",
        fr="ouvertures uniques|ouvreurs|ouvreurs uniques",
        es="aperturas únicas",
        pt="aberturas únicas",
        it="aperture uniche|aperture univoche",
        nl="unieke opens|uniek geopend|unieke openingen",
    ),
    "unique_clicks": Names(
        "unique clicks|clicked|unique click|recipients who clicked|subscriber clicks",
        de="eindeutige klicks|einmalige klicks|unique klicks|individuelle klicks|geklickt"
        "|einzelklicks",
        fr="clics uniques|cliqueurs|cliqueurs uniques",
        es="clics únicos",
        pt="cliques únicos",
        it="clic unici|clic univoci",
        nl="unieke klikken|uniek geklikt|geklikt",
    ),
    "unsubscribes": Names(
        "unsubscribes|unsubscribed|unsubs|unsubscriptions|opt outs|total unsubscribes",
        de="abmeldungen|abgemeldet|abbestellungen|abgemeldete personen|abmeldung",
        fr="désabonnements|désinscriptions|désabonnés|désinscrits",
        es="bajas|cancelaciones de suscripción|suscripciones canceladas|dados de baja",
        pt="cancelamentos de inscrição|descadastros|cancelamentos|descadastramentos",
        it="disiscrizioni|cancellazioni|annullamenti dell'iscrizione|disiscritti",
        nl="afmeldingen|uitschrijvingen|afgemeld|uitgeschreven",
    ),
    "spam_complaints": Names(
        "spam complaints|abuse complaints|spam reports|complaints|abuse reports|marked as spam",
        de="spam beschwerden|beschwerden|spammeldungen|spam meldungen",
        fr="plaintes pour spam|plaintes|signalements comme spam|plaintes spam",
        es="quejas de spam|denuncias de spam|quejas|reclamaciones de spam|quejas por spam",
        pt="reclamações de spam|denúncias de spam|queixas de spam|reclamações",
        it="segnalazioni di spam|reclami per spam|segnalazioni spam|reclami",
        nl="spamklachten|klachten|spammeldingen",
    ),
    "forwards": Names(
        "forwards|times forwarded|forwarded",
        de="weiterleitungen",
        fr="transferts",
        es="reenvíos",
        pt="encaminhamentos",
        it="inoltri",
        nl="doorgestuurd",
    ),
    "new_subscribers": Names(
        "new subscribers|subscriptions|subscribes",
        de="neue abonnenten|neuanmeldungen",
        fr="nouveaux inscrits",
        es="nuevos suscriptores|suscripciones",
        pt="novos inscritos|novos assinantes",
        it="nuovi iscritti",
        nl="nieuwe abonnees",
    ),
}
