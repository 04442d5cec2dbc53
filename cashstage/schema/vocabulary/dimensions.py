"""What people group by: days and names of things."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

DATES: Table = {
    "date": Names(
        "day|date|by day|reporting starts|start date in utc|start date|stat time day|date start"
        "|send date|send time|sent at|sent on|event date|created at|create date|paid at|order date"
        "|close date|week|month|time period|reporting date|date range|date hour|year month"
        "|stat time hour|send weekday date|datetime|timestamp",
        de="tag|datum|nach tag|berichtsstart|auswertungsbeginn|beginn des berichts|startdatum"
        "|sendedatum|versanddatum|gesendet am|versendet am|bestelldatum|erstellt am|zeitraum"
        "|woche|monat|kalenderwoche|beginn der auswertung"
        "|beginn",
        fr="jour|date|début des rapports|date de début|par jour|date d'envoi|envoyé le"
        "|date de commande|date de création|créé le|période|semaine|mois",
        es="día|fecha|inicio del informe|fecha de inicio|por día|fecha de envío|enviado el"
        "|fecha del pedido|fecha de pedido|fecha de creación|creado el|período|periodo|semana|mes"
        "|inicio",
        pt="dia|data|início dos relatórios|data de início|por dia|data de envio|data do envio"
        "|enviado em|data do pedido|data de criação|criado em|período|semana|mês"
        "|início",
        it="giorno|data|inizio dei report|inizio del report|data di inizio|per giorno"
        "|data di invio|data invio|inviato il|data ordine|data dell'ordine|data di creazione"
        "|periodo|settimana|mese"
        "|inizio",
        nl="dag|datum|start rapportage|begin rapportage|rapportage begint|startdatum|per dag"
        "|verzenddatum|verzonden op|besteldatum|aangemaakt op|periode|maand"
        "|begint op",
    ),
    "end_date": Names(
        "reporting ends|end date|end date in utc|date stop|date end",
        de="berichtsende|auswertungsende|ende des berichts|enddatum|ende der auswertung"
        "|ende|endet am",
        fr="fin des rapports|date de fin",
        es="fin del informe|fecha de finalización|fecha de fin|finalización|término",
        pt="término dos relatórios|encerramento dos relatórios|data de término|data de fim|término",
        it="fine dei report|fine del report|data di fine|fine",
        nl="einde rapportage|rapportage eindigt|einddatum|eindigt op",
    ),
}

TEXTS: Table = {
    "campaign": Names(
        "campaign name|campaign|session campaign|utm campaign|campaign title|first user campaign"
        "|google ads campaign|session campaign name|mailing|newsletter",
        de="kampagnenname|kampagne|name der kampagne|sitzung kampagne|mailing name",
        fr="nom de la campagne|campagne|nom de campagne|campagne de la session",
        es="nombre de la campaña|campaña|nombre de campaña|campaña de la sesión",
        pt="nome da campanha|campanha|campanha da sessão",
        it="nome della campagna|campagna|nome campagna|campagna della sessione",
        nl="campagnenaam|campagne|naam campagne|naam van campagne|sessiecampagne",
    ),
    "campaign_type": Names(
        "campaign type|campaign objective|objective|advertising channel type",
        de="kampagnentyp|kampagnenziel|zielsetzung|ziel der kampagne|kampagnenart",
        fr="type de campagne|objectif de la campagne|objectif|objectif de campagne",
        es="tipo de campaña|objetivo de la campaña|objetivo",
        pt="tipo de campanha|objetivo da campanha|objetivo",
        it="tipo di campagna|obiettivo della campagna|obiettivo|tipo campagna",
        nl="campagnetype|campagnedoelstelling|doelstelling|type campagne|campagnedoel",
    ),
    "ad_group": Names(
        "ad group|ad group name|ad set name|ad set|adset name|campaign group name|campaign group"
        "|asset group|ad squad name",
        de="anzeigengruppe|name der anzeigengruppe|anzeigengruppenname|werbeanzeigengruppe"
        "|name der werbeanzeigengruppe|kampagnengruppe|name der kampagnengruppe"
        "|kampagnengruppenname|asset gruppe",
        fr="groupe d'annonces|nom de l'ensemble de publicités|ensemble de publicités"
        "|nom du groupe d'annonces|groupe de campagnes|nom du groupe de campagnes",
        es="grupo de anuncios|nombre del conjunto de anuncios|conjunto de anuncios"
        "|nombre del grupo de anuncios|grupo de campañas|nombre del grupo de campañas",
        pt="grupo de anúncios|nome do conjunto de anúncios|conjunto de anúncios"
        "|nome do grupo de anúncios|grupo de campanhas|nome do grupo de campanhas",
        it="gruppo di annunci|nome del gruppo di inserzioni|gruppo di inserzioni"
        "|nome del gruppo di annunci|nome gruppo di annunci|gruppo di campagne"
        "|nome del gruppo di campagne",
        nl="advertentiegroep|naam advertentieset|advertentieset|naam van advertentieset"
        "|naam advertentiegroep|naam van advertentiegroep|campagnegroep|naam campagnegroep",
    ),
    "ad": Names(
        "ad name|ad|creative name|creative|ad title",
        de="anzeigenname|name der anzeige|anzeige|werbeanzeige|name der werbeanzeige|creative name",
        fr="nom de la publicité|annonce|publicité|nom de l'annonce",
        es="nombre del anuncio|anuncio|nombre de anuncio|creatividad",
        pt="nome do anúncio|anúncio|criativo|nome do criativo",
        it="nome dell'inserzione|annuncio|inserzione|nome dell'annuncio|nome inserzione"
        "|nome annuncio|creatività",
        nl="advertentienaam|naam advertentie|advertentie|naam van advertentie",
    ),
    "keyword": Names(
        "keyword|search keyword|keyword text|utm term|session manual term",
        de="suchbegriff|schlüsselwort|suchwort|keyword text",
        fr="mot clé|mot clé pour le réseau de recherche|mots clés",
        es="palabra clave|palabra clave de búsqueda",
        pt="palavra chave|palavra chave da rede de pesquisa",
        it="parola chiave|parola chiave per la rete di ricerca",
        nl="zoekwoord",
    ),
    "search_term": Names(
        "search term|query|search query|top queries",
        de="suchanfrage|häufigste suchanfragen|suchbegriff der suchanfrage",
        fr="terme de recherche|requête|requêtes les plus fréquentes",
        es="término de búsqueda|consulta|consultas principales",
        pt="termo de pesquisa|consulta de pesquisa|principais consultas",
        it="termine di ricerca|query di ricerca|query più frequenti",
        nl="zoekterm|zoekopdracht|meest uitgevoerde zoekopdrachten",
    ),
    "match_type": Names(
        "match type|search keyword match type|search terms match type",
        de="übereinstimmungstyp|keyword option|keywordoption",
        fr="type de correspondance",
        es="tipo de concordancia",
        pt="tipo de correspondência",
        it="tipo di corrispondenza",
        nl="zoektype",
    ),
    "channel": Names(
        "channel|marketing channel|session default channel group|default channel group"
        "|first user default channel group|platform|publisher platform|network"
        "|session primary channel group default channel group|session primary channel group"
        "|first user primary channel group default channel group|default channel grouping"
        "|traffic channel|ad network|network with search partners",
        de="kanal|marketingkanal|werbekanal|plattform|netzwerk|standard channelgruppe"
        "|sitzung standard channelgruppe|sitzung primäre channelgruppe"
        "|sitzung primäre channelgruppe standard channelgruppe|channelgruppe",
        fr="canal|plateforme|réseau|groupe de canaux par défaut"
        "|groupe de canaux par défaut de la session"
        "|groupe de canaux principal de la session groupe de canaux par défaut|levier",
        es="canal|plataforma|red|canal de marketing|grupo de canales predeterminado"
        "|grupo de canales predeterminado de la sesión"
        "|grupo de canales principal de la sesión grupo de canales predeterminado",
        pt="canal|plataforma|rede|canal de marketing|grupo de canais padrão"
        "|grupo de canais padrão da sessão"
        "|grupo principal de canais da sessão grupo de canais padrão",
        it="canale|piattaforma|rete|canale di marketing|gruppo di canali predefinito"
        "|gruppo di canali predefinito della sessione"
        "|gruppo di canali principali della sessione gruppo di canali predefinito",
        nl="kanaal|platform|netwerk|marketingkanaal|standaardkanaalgroep"
        "|standaardkanaalgroep van sessie|sessie standaardkanaalgroep"
        "|primaire kanaalgroep sessie standaardkanaalgroep",
    ),
    "source_medium": Names(
        "session source medium|source medium|first user source medium",
        de="quelle medium|sitzung quelle medium|sitzungsquelle medium",
        fr="source support|source support de la session|source medium",
        es="fuente medio|fuente medio de la sesión",
        pt="origem mídia|origem mídia da sessão|origem meio|fonte mídia",
        it="sorgente mezzo|sorgente mezzo sessione|sorgente mezzo della sessione",
        nl="bron medium|bron medium van sessie|sessiebron medium|sessie bron medium",
    ),
    "source": Names(
        "session source|utm source|first user source|original source|traffic source|latest source",
        de="quelle|sitzungsquelle|sitzung quelle|ursprüngliche quelle",
        fr="source de la session|source d'origine",
        es="fuente|fuente de la sesión|fuente original",
        pt="origem|fonte|origem da sessão|fonte original",
        it="sorgente|sorgente della sessione|fonte originale",
        nl="bron|sessiebron|bron van sessie|oorspronkelijke bron",
    ),
    "medium": Names(
        "session medium|medium|utm medium|first user medium",
        de="sitzung medium|sitzungsmedium",
        fr="support|support de la session",
        es="medio|medio de la sesión",
        pt="mídia|meio|mídia da sessão",
        it="mezzo|mezzo della sessione",
        nl="sessiemedium|medium van sessie",
    ),
    "content": Names(
        "utm content|session manual ad content|ad content",
        de="anzeigeninhalt",
        fr="contenu de l'annonce",
        es="contenido del anuncio",
        pt="conteúdo do anúncio",
        it="contenuto dell'annuncio",
        nl="advertentie inhoud",
    ),
    "landing_page": Names(
        "landing page|landing page query string|page path|page|url|final url|destination url"
        "|page path and screen class|page location|website url|top pages"
        "|landing page url",
        de="zielseite|landingpage|landingpage abfragestring|seitenpfad|finale url|ziel url"
        "|seite|seitenpfad und bildschirmklasse|häufigste seiten",
        fr="page de destination|page de destination chaîne de requête|url finale"
        "|chemin de la page|pages les plus populaires",
        es="página de destino|página de destino cadena de consulta|url final|ruta de página"
        "|página|páginas principales"
        "|url del sitio web",
        pt="página de destino|página de destino string de consulta|caminho da página|página",
        it="pagina di destinazione|pagina di destinazione stringa di query|url finale"
        "|percorso pagina|pagina",
        nl="bestemmingspagina|landingspagina|landingspagina queryreeks|uiteindelijke url"
        "|paginapad|pagina",
    ),
    "country": Names(
        "country|country region|country territory|country code|country territory user location"
        "|user country|billing country|shipping country",
        de="land|land region|land gebiet|länder|ländercode|land nutzerstandort",
        fr="pays|pays territoire|code pays|pays région",
        es="país|país territorio|código de país|país región",
        pt="país|país território|código do país|país região",
        it="paese|paese territorio|nazione|codice paese|paese regione",
        nl="land|land gebied|landcode|land regio",
    ),
    "region": Names(
        "region|province|region user location|dma region",
        de="bundesland|region|kanton",
        fr="région|département",
        es="región|provincia|comunidad autónoma",
        pt="região|província",
        it="regione|provincia",
        nl="regio|provincie",
    ),
    "city": Names(
        "city|town|city user location|billing city|shipping city",
        de="stadt|ort",
        fr="ville",
        es="ciudad|localidad",
        pt="cidade",
        it="città",
        nl="stad|plaats|woonplaats",
    ),
    "device": Names(
        "device|device category|device type|impression device|device platform",
        de="gerät|gerätekategorie|gerätetyp|geräteplattform|impressionsgerät",
        fr="appareil|catégorie d'appareil|type d'appareil|plateforme de l'appareil",
        es="dispositivo|categoría de dispositivo|tipo de dispositivo|plataforma del dispositivo",
        pt="dispositivo|categoria do dispositivo|tipo de dispositivo|plataforma do dispositivo",
        it="dispositivo|categoria dispositivo|categoria del dispositivo|tipo di dispositivo",
        nl="apparaat|apparaatcategorie|apparaattype|type apparaat|apparaatplatform",
    ),
    "operating_system": Names(
        "operating system|os",
        de="betriebssystem",
        fr="système d'exploitation",
        es="sistema operativo",
        pt="sistema operacional",
        it="sistema operativo",
        nl="besturingssysteem",
    ),
    "browser": Names(
        "browser",
        fr="navigateur",
        es="navegador",
        pt="navegador",
    ),
    "gender": Names(
        "gender|sex",
        de="geschlecht",
        fr="sexe|genre",
        es="sexo|género",
        pt="gênero|sexo",
        it="sesso|genere",
        nl="geslacht",
    ),
    "age": Names(
        "age|age range|age group",
        de="alter|altersgruppe",
        fr="âge|tranche d'âge",
        es="edad|rango de edad",
        pt="idade|faixa etária",
        it="età|fascia d'età",
        nl="leeftijd|leeftijdsgroep|leeftijdscategorie",
    ),
    "audience": Names(
        "audience|audience name|audience segment|segment|interest|list|target audience",
        de="zielgruppe|zielgruppensegment|interesse|empfängerliste",
        fr="audience|segment d'audience|centre d'intérêt|liste de diffusion",
        es="audiencia|segmento de audiencia|público|interés",
        pt="público alvo|público|segmento de público|interesse",
        it="segmento di pubblico|pubblico|interesse",
        nl="doelgroep|doelgroepsegment|interesse",
    ),
    "currency": Names(
        "currency|currency code|account currency",
        de="währung|währungscode|kontowährung",
        fr="devise|code de devise|code devise",
        es="moneda|divisa|código de moneda",
        pt="moeda|código da moeda",
        it="valuta|codice valuta|valuta del gruppo di annunci",
        nl="valuta|valutacode",
    ),
    "account": Names(
        "account name|account|customer|advertiser|advertiser name|client|client name",
        de="konto|kontoname|werbekonto|name des kontos|kunde|kundenname|name des werbekontos",
        fr="compte|nom du compte|compte publicitaire|nom du compte publicitaire|annonceur|client",
        es="cuenta|nombre de la cuenta|cuenta publicitaria|anunciante|cliente",
        pt="conta|nome da conta|conta de anúncios|anunciante|cliente",
        it="account|nome account|nome dell'account|account pubblicitario|inserzionista|cliente",
        nl="account|accountnaam|naam account|advertentieaccount|adverteerder|klant",
    ),
    "placement": Names(
        "placement|ad placement",
        de="platzierung|placement",
        fr="emplacement|placement",
        es="ubicación|emplazamiento",
        pt="posicionamento|canal de posicionamento",
        it="posizionamento",
        nl="plaatsing",
    ),
    "language": Names(
        "language", de="sprache", fr="langue", es="idioma", pt="idioma", it="lingua", nl="taal"
    ),
    "subject": Names(
        "subject|subject line|email subject",
        de="betreff|betreffzeile",
        fr="objet|ligne d'objet|objet de l'e-mail|sujet",
        es="asunto|línea de asunto",
        pt="assunto|linha de assunto",
        it="oggetto|riga dell'oggetto",
        nl="onderwerp|onderwerpregel",
    ),
    "status": Names(
        "status|campaign status|campaign delivery|ad set delivery|ad delivery|ad status"
        "|ad group status|campaign state",
        de="kampagnenstatus|status der kampagne|auslieferung der kampagne|anzeigenstatus"
        "|status der anzeige|auslieferung der anzeigengruppe|auslieferung der anzeige"
        "|status der anzeigengruppe",
        fr="statut|état de la campagne|statut de la campagne|diffusion de la campagne"
        "|diffusion de l'ensemble de publicités|diffusion de la publicité|statut de l'annonce",
        es="estado de la campaña|entrega de la campaña"
        "|entrega del conjunto de anuncios|entrega del anuncio"
        "|estado de la entrega|estado del anuncio|estado del grupo de anuncios",
        pt="status da campanha|veiculação da campanha"
        "|status do anúncio|veiculação do conjunto de anúncios"
        "|veiculação do anúncio|status do conjunto de anúncios",
        it="stato della campagna|stato campagna|pubblicazione della campagna"
        "|pubblicazione del gruppo di inserzioni|pubblicazione dell'inserzione|stato annuncio",
        nl="campagnestatus|weergavestatus"
        "|weergave van campagne|weergave van advertentieset|status advertentie",
    ),
    "bid_strategy": Names(
        "bid strategy type|bid strategy|campaign bid strategy type",
        de="gebotsstrategietyp|gebotsstrategie|typ der gebotsstrategie",
        fr="type de stratégie d'enchères|stratégie d'enchères",
        es="tipo de estrategia de puja|estrategia de puja|tipo de estrategia de oferta",
        pt="tipo de estratégia de lances|estratégia de lances",
        it="tipo di strategia di offerta|strategia di offerta",
        nl="type biedstrategie|biedstrategie",
    ),
    "attribution_setting": Names(
        "attribution setting|attribution window",
        de="attributionseinstellung",
        fr="paramètre d'attribution|paramètres d'attribution",
        es="configuración de atribución",
        pt="configuração de atribuição",
        it="impostazione di attribuzione",
        nl="attributie instelling|toeschrijvingsinstelling",
    ),
    "result_type": Names(
        "result type|result indicator",
        de="ergebnistyp|ergebnisindikator",
        fr="type de résultat|indicateur de résultat|indicateur de résultats",
        es="tipo de resultado|indicador de resultado",
        pt="tipo de resultado|indicador de resultados",
        it="tipo di risultato|indicatore del risultato|indicatore dei risultati"
        "|indicatore di risultato",
        nl="resultaattype|resultatenindicator",
    ),
    "conversion_action": Names(
        "conversion name|conversion action|conversion type|goal name",
        de="conversion aktion|conversion name|conversionaktion",
        fr="action de conversion|nom de la conversion",
        es="acción de conversión|nombre de la conversión",
        pt="ação de conversão|nome da conversão",
        it="azione di conversione|nome della conversione",
        nl="conversieactie|naam conversie",
    ),
    "event": Names(
        "event name",
        de="ereignisname",
        fr="nom de l'événement",
        es="nombre del evento",
        pt="nome do evento",
        it="nome evento|nome dell'evento",
        nl="gebeurtenisnaam|naam gebeurtenis",
    ),
    "product": Names(
        "product|product name|product title|item name|lineitem name|item",
        de="produkt|produktname|artikel|artikelname|produkttitel",
        fr="produit|nom du produit|article",
        es="producto|nombre del producto|artículo",
        pt="produto|nome do produto",
        it="prodotto|nome prodotto|nome del prodotto|articolo",
        nl="product|productnaam|artikel",
    ),
}
