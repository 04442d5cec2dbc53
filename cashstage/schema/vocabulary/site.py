"""What is counted on a site, in a shop and in sales."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

SITE: Table = {
    "sessions": Names(
        "sessions|visits|total sessions",
        de="sitzungen|besuche|sessions",
        fr="sessions|visites",
        es="sesiones|visitas",
        pt="sessões|visitas",
        it="sessioni|visite",
        nl="sessies|bezoeken",
    ),
    "engaged_sessions": Names(
        "engaged sessions",
        de="sitzungen mit interaktionen|sitzungen mit interaktion",
        fr="sessions avec engagement|sessions avec interaction|sessions engagées",
        es="sesiones con interacción|sesiones con interacciones",
        pt="sessões engajadas",
        it="sessioni con coinvolgimento",
        nl="sessies met betrokkenheid|betrokken sessies",
    ),
    "users": Names(
        "active users|total users|users|visitors|unique visitors",
        de="aktive nutzer|nutzer insgesamt|nutzer|besucher"
        "|gesamtzahl der nutzer|eindeutige besucher",
        fr="utilisateurs actifs|nombre total d'utilisateurs|utilisateurs|visiteurs"
        "|total des utilisateurs|visiteurs uniques",
        es="usuarios activos|usuarios totales|usuarios|visitantes|total de usuarios"
        "|visitantes únicos",
        pt="usuários ativos|total de usuários|usuários|visitantes|utilizadores ativos|utilizadores"
        "|visitantes únicos",
        it="utenti attivi|utenti totali|utenti|visitatori|totale utenti|visitatori unici",
        nl="actieve gebruikers|totaal aantal gebruikers|gebruikers|bezoekers|unieke bezoekers",
    ),
    "new_users": Names(
        "new users|new visitors|first time visitors",
        de="neue nutzer|neue besucher",
        fr="nouveaux utilisateurs|nouveaux visiteurs",
        es="usuarios nuevos|nuevos usuarios|nuevos visitantes",
        pt="novos usuários|usuários novos|novos utilizadores|novos visitantes",
        it="nuovi utenti|utenti nuovi|nuovi visitatori",
        nl="nieuwe gebruikers|nieuwe bezoekers",
    ),
    "returning_users": Names(
        "returning users|returning visitors",
        de="wiederkehrende nutzer|wiederkehrende besucher",
        fr="utilisateurs connus|utilisateurs récurrents",
        es="usuarios recurrentes",
        pt="usuários recorrentes",
        it="utenti di ritorno",
        nl="terugkerende gebruikers|terugkerende bezoekers",
    ),
    "page_views": Names(
        "page views|pageviews|screen page views|unique pageviews",
        de="seitenaufrufe|seitenansichten|pageviews",
        fr="pages vues|vues de page|vues de pages",
        es="páginas vistas|visitas a la página|vistas de página|visualizaciones de página",
        pt="visualizações de página|páginas vistas|exibições de página|visualizações da página",
        it="visualizzazioni di pagina|visualizzazioni di pagine|pagine viste"
        "|visualizzazioni pagina",
        nl="paginaweergaven|paginaweergaves|weergaven van pagina",
    ),
    "landing_page_views": Names(
        "landing page views",
        de="landingpage aufrufe|landing page aufrufe|zielseitenaufrufe",
        fr="vues de page de destination|vues de la page de destination",
        es="visitas a la página de destino|visualizaciones de la página de destino",
        pt="visualizações da página de destino|visualizações de página de destino",
        it="visualizzazioni della pagina di destinazione",
        nl="weergaven van landingspagina|weergaven landingspagina",
    ),
    "events": Names(
        "event count|events",
        de="ereignisanzahl|ereignisse|anzahl der ereignisse",
        fr="nombre d'événements|événements",
        es="número de eventos|eventos|recuento de eventos",
        pt="contagem de eventos|eventos",
        it="conteggio eventi|eventi",
        nl="aantal gebeurtenissen|gebeurtenissen",
    ),
    "item_views": Names(
        "item views|items viewed|product views|content views|product detail views",
        de="produktaufrufe|artikelaufrufe|inhaltsaufrufe",
        fr="vues de contenu|vues de produits|articles consultés",
        es="visualizaciones del contenido|vistas de producto|artículos vistos",
        pt="visualizações de conteúdo|visualizações de produto|itens visualizados",
        it="visualizzazioni di contenuti|visualizzazioni prodotto|articoli visualizzati",
        nl="productweergaven|weergaven van content|bekeken items",
    ),
    "add_to_cart": Names(
        "add to cart|adds to cart|add to carts",
        de="in den warenkorb|hinzufügungen zum warenkorb|einkaufswagen|warenkorb hinzufügungen"
        "|in den einkaufswagen",
        fr="ajouts au panier|ajout au panier",
        es="artículos agregados al carrito|agregar al carrito|añadir al carrito"
        "|añadidos al carrito|artículos añadidos al carrito",
        pt="adições ao carrinho|adicionar ao carrinho"
        "|adicionados ao carrinho|adições ao carrinho no site",
        it="aggiunte al carrello|aggiunta al carrello",
        nl="toegevoegd aan winkelwagen|toevoegingen aan winkelwagen|toevoegen aan winkelwagen",
    ),
    "checkouts": Names(
        "checkouts|checkouts initiated|begin checkouts|initiated checkouts"
        "|initiate checkout|initiated checkout",
        de="gestartete bezahlvorgänge|bezahlvorgänge|gestartete kassenvorgänge|kassenvorgänge",
        fr="paiements initiés|paiements|initiations de paiement",
        es="pagos iniciados|pagos|inicios de pago",
        pt="finalizações de compra iniciadas|finalizações de compra|inícios de checkout"
        "|checkouts iniciados",
        it="acquisti avviati|pagamenti avviati|pagamenti|procedure di pagamento avviate",
        nl="gestarte betalingen|gestarte checkouts|afrekeningen",
    ),
    "orders": Names(
        "orders|transactions|total orders|ecommerce purchases|placed orders",
        de="bestellungen|transaktionen|aufträge|e-commerce käufe",
        fr="commandes|transactions",
        es="pedidos|transacciones",
        pt="pedidos|transações|encomendas",
        it="ordini|transazioni",
        nl="bestellingen|transacties|orders",
    ),
    "units": Names(
        "units|quantity|lineitem quantity|items sold|items purchased|units sold|net quantity|qty",
        de="menge|stückzahl|verkaufte artikel|verkaufte einheiten|stück|einheiten",
        fr="quantité|unités|articles vendus|unités vendues|articles achetés",
        es="cantidad|unidades|artículos vendidos|unidades vendidas|artículos comprados",
        pt="quantidade|unidades|itens vendidos|unidades vendidas|itens comprados",
        it="quantità|unità|articoli venduti|unità vendute|articoli acquistati",
        nl="hoeveelheid|eenheden|verkochte artikelen|verkochte eenheden|aantal stuks",
    ),
    "leads": Names(
        "leads|lead|leads form|lead forms completed|on facebook leads|website leads|new leads"
        "|form leads",
        de="leads gesamt|leads formular|anfragen",
        fr="prospects|prospects formulaire",
        es="clientes potenciales|leads formulario|prospectos",
        pt="cadastros leads|leads formulário|leads no facebook",
        it="lead modulo|contatti acquisiti|contatti generati",
        nl="leads formulier|aanvragen",
    ),
    "mqls": Names(
        "mqls|mql|marketing qualified leads|marketing qualified lead",
        de="marketing qualifizierte leads",
    ),
    "sqls": Names(
        "sqls|sql|sales qualified leads|sales qualified lead", de="vertriebsqualifizierte leads"
    ),
    "opportunities": Names(
        "opportunities|deals created",
        de="verkaufschancen|opportunities",
        fr="opportunités",
        es="oportunidades",
        pt="oportunidades",
        it="opportunità",
        nl="verkoopkansen",
    ),
    "won_deals": Names(
        "won deals|deals won|won|closed won",
        de="gewonnene deals|gewonnen",
        fr="affaires gagnées",
        es="negocios ganados",
        pt="negócios ganhos",
        it="trattative vinte",
        nl="gewonnen deals",
    ),
    "lost_deals": Names(
        "lost deals|deals lost|closed lost",
        de="verlorene deals|verloren",
        fr="affaires perdues",
        es="negocios perdidos",
        pt="negócios perdidos",
        it="trattative perse",
        nl="verloren deals",
    ),
    "associated_deals": Names("number of associated deals|associated deals"),
    "customers": Names(
        "customers|total customers|buyers",
        de="kunden|käufer",
        fr="clients|acheteurs",
        es="clientes|compradores",
        pt="clientes|compradores",
        it="clienti|acquirenti",
        nl="klanten|kopers",
    ),
    "new_customers": Names(
        "new customers|first time customers|first time purchasers|first time buyers",
        de="neukunden|neue kunden|erstkäufer",
        fr="nouveaux clients|nouveaux acheteurs",
        es="clientes nuevos|nuevos clientes|nuevos compradores",
        pt="novos clientes|clientes novos|novos compradores",
        it="nuovi clienti|clienti nuovi|nuovi acquirenti",
        nl="nieuwe klanten|nieuwe kopers",
    ),
    "returning_customers": Names(
        "returning customers|repeat customers|repeat buyers",
        de="bestandskunden|wiederkehrende kunden",
        fr="clients récurrents|clients fidèles",
        es="clientes recurrentes",
        pt="clientes recorrentes",
        it="clienti abituali|clienti di ritorno",
        nl="terugkerende klanten",
    ),
    "lost_customers": Names(
        "lost customers|churned customers",
        de="verlorene kunden",
        fr="clients perdus",
        es="clientes perdidos",
        pt="clientes perdidos",
        it="clienti persi",
        nl="verloren klanten",
    ),
}
