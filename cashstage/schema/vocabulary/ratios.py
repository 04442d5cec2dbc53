"""Shares of a whole, other ratios, and lengths of time."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

SHARES: Table = {
    "ctr": Names(
        "ctr|ctr link click through rate|ctr destination|average ctr|avg ctr|click through rate"
        "|ctr all|unique ctr|outbound ctr|unique ctr link click through rate|clickthrough rate",
        de="ctr link klickrate|durchklickrate|ctr alle|ctr ziel|individuelle ctr link klickrate"
        "|linkklickrate",
        fr="ctr taux de clics sur le lien|taux de clics sur le lien|ctr tous"
        "|ctr taux de clic sur le lien|ctr taux de clics sur un lien",
        es="ctr porcentaje de clics en el enlace|ctr todos|ctr proporción de clics en el enlace"
        "|ctr tasa de clics en el enlace"
        "|ctr único todos|ctr único porcentaje de clics en el enlace",
        pt="ctr taxa de cliques no link|ctr todos|taxa de cliques no link",
        it="ctr percentuale di clic sul link|ctr tutti|ctr percentuale di clic sui link"
        "|percentuale di clic sul link",
        nl="ctr doorklikratio voor klikken op link|ctr doorklikratio|ctr alle|doorklikratio"
        "|doorklikpercentage",
    ),
    "cvr": Names(
        "conv rate|conversion rate|cvr|cvr clicks|session conversion rate|key event rate"
        "|session key event rate|user key event rate|purchase rate|conversions rate",
        de="conversion rate|konversionsrate|conv rate sitzung|schlüsselereignisrate"
        "|sitzung schlüsselereignisrate",
        fr="taux de conv|taux de conversion|taux d'événements clés|tx conv|taux conv",
        es="tasa de conv|tasa de conversión|porcentaje de conv|porcentaje de conversión"
        "|porcentaje de conversiones|tasa de eventos clave",
        pt="taxa de conv|taxa de conversão|taxa de eventos principais",
        it="tasso di conv|tasso di conversione|tasso conv|percentuale di conversione",
        nl="conv percentage|conversiepercentage|conversieratio|conversiegraad",
    ),
    "open_rate": Names(
        "open rate|unique open rate|opens rate",
        de="öffnungsrate|eindeutige öffnungsrate|unique öffnungsrate",
        fr="taux d'ouverture|taux d'ouvertures|taux d'ouverture unique",
        es="tasa de apertura|tasa de aperturas|porcentaje de apertura|índice de apertura",
        pt="taxa de abertura|taxa de aberturas",
        it="tasso di apertura|tasso di aperture|percentuale di apertura",
        nl="openratio|openingspercentage|openpercentage|openingsratio",
    ),
    "click_rate": Names(
        "click rate|unique click rate|clicks rate",
        de="klickrate|eindeutige klickrate|unique klickrate",
        fr="taux de clic|taux de clics|taux de clic unique",
        es="tasa de clics|porcentaje de clics|tasa de clic|índice de clics",
        pt="taxa de cliques|taxa de clique",
        it="tasso di clic|percentuale di clic|tasso di click",
        nl="klikratio|klikpercentage",
    ),
    "click_to_open_rate": Names(
        "ctor|click to open rate|clicks per unique opens|clicks per unique open",
        de="klick zu öffnungsrate|effektive klickrate",
        fr="taux de réactivité|taux de clics par ouverture",
        es="tasa de clics por apertura|tasa de clics sobre aperturas",
        pt="taxa de cliques por abertura|taxa de cliques por aberturas",
        it="tasso di clic per apertura|tasso di reattività",
        nl="klik op openratio|click to open ratio",
    ),
    "delivery_rate": Names(
        "delivery rate|delivered rate",
        de="zustellrate|zustellungsrate",
        fr="taux de délivrabilité|taux de livraison",
        es="tasa de entrega",
        pt="taxa de entrega",
        it="tasso di consegna|tasso di recapito",
        nl="afleverpercentage|bezorgpercentage",
    ),
    "bounce_rate": Names(
        "bounce rate|bounces rate",
        de="absprungrate|bouncerate|bounce quote",
        fr="taux de rebond|taux de rebonds",
        es="porcentaje de rebote|tasa de rebote|tasa de rebotes|porcentaje de rebotes",
        pt="taxa de rejeição|taxa de rejeições",
        it="frequenza di rimbalzo|tasso di rimbalzo",
        nl="bouncepercentage|bounceratio|weigeringspercentage",
    ),
    "unsubscribe_rate": Names(
        "unsubscribe rate|unsub rate|unsubscription rate",
        de="abmelderate|abbestellrate|abmeldequote",
        fr="taux de désabonnement|taux de désinscription",
        es="tasa de bajas|tasa de cancelación de suscripción|porcentaje de bajas|tasa de baja",
        pt="taxa de cancelamento de inscrição|taxa de descadastro|taxa de cancelamento",
        it="tasso di disiscrizione|tasso di cancellazione|tasso di annullamento iscrizione",
        nl="afmeldpercentage|uitschrijfpercentage|afmeldratio",
    ),
    "spam_rate": Names(
        "spam rate|complaint rate|spam complaint rate|abuse rate",
        de="beschwerderate|spamrate|spam rate|spam beschwerderate",
        fr="taux de plainte|taux de plaintes|taux de spam",
        es="tasa de quejas|tasa de spam",
        pt="taxa de reclamações|taxa de spam",
        it="tasso di reclami|tasso di spam",
        nl="klachtenpercentage|spampercentage",
    ),
    "engagement_rate": Names(
        "engagement rate",
        fr="taux d'engagement",
        es="porcentaje de interacciones|tasa de participación|tasa de engagement",
        pt="taxa de engajamento",
        it="tasso di coinvolgimento|tasso di engagement",
        nl="betrokkenheidspercentage|engagementpercentage",
    ),
    "interaction_rate": Names(
        "interaction rate",
        de="interaktionsrate",
        fr="taux d'interaction",
        es="tasa de interacción|porcentaje de interacción",
        pt="taxa de interação",
        it="tasso di interazione",
        nl="interactiepercentage",
    ),
    "impression_share": Names(
        "search impr share|impression share|impr share|search impression share",
        de="anteil an möglichen impr im suchnetzwerk|anteil an möglichen impressionen"
        "|anteil möglicher impressionen|impressionsanteil|anteil mögl impr",
        fr="taux d'impr sur le réseau de recherche|taux d'impressions|taux d'impr",
        es="cuota impr de búsqueda|cuota de impresiones|porcentaje de impresiones de búsqueda"
        "|cuota de impr de búsqueda",
        pt="parcela de impr da rede de pesquisa|parcela de impressões"
        "|parcela de impr na rede de pesquisa",
        it="quota impr rete di ricerca|quota impressioni|quota impr",
        nl="vertoningspercentage in zoeknetwerk|vertoningspercentage"
        "|vertoningsaandeel|zoekvertoningspercentage",
    ),
    "lost_impression_share_budget": Names(
        "search lost is budget|lost is budget|search lost impr share budget",
        de="verl impr anteil budget|entgangene impr im suchnetzwerk budget",
        fr="taux d'impr perdues rech budget|impr perdues budget",
        es="cuota de impr perdidas de búsqueda presupuesto",
        pt="parcela de impr perdidas pesquisa orçamento",
        it="quota impr perse rete di ricerca budget",
        nl="verloren vertoningspercentage zoeknetwerk budget",
    ),
    "lost_impression_share_rank": Names(
        "search lost is rank|lost is rank|search lost impr share rank",
        de="verl impr anteil rang|entgangene impr im suchnetzwerk rang",
        fr="taux d'impr perdues rech classement|impr perdues classement",
        es="cuota de impr perdidas de búsqueda ranking",
        pt="parcela de impr perdidas pesquisa classificação",
        it="quota impr perse rete di ricerca ranking",
        nl="verloren vertoningspercentage zoeknetwerk positie",
    ),
    "top_impression_rate": Names(
        "impr top|search top is|top impression rate",
        de="impr oben",
        fr="impr en haut de page",
        es="impr parte sup",
        pt="de impr parte sup",
        it="impr parte sup",
    ),
    "absolute_top_impression_rate": Names(
        "impr abs top|search abs top is|absolute top impression rate",
        de="impr ganz oben",
        fr="impr première position",
        es="impr parte sup absoluta",
        pt="de impr 1ª posição",
        it="impr parte sup assoluta",
    ),
    "view_rate": Names(
        "view rate|video view rate|vtr|trueview view rate",
        de="aufrufrate|videoaufrufrate|view through rate",
        fr="taux de vue|taux de vues",
        es="tasa de visualización|porcentaje de visualización",
        pt="taxa de visualização",
        it="tasso di visualizzazione|percentuale di visualizzazione",
        nl="weergavepercentage|videoweergavepercentage",
    ),
    "completion_rate": Names(
        "completion rate|video completion rate|vcr|video played to 100",
        de="abschlussrate|abspielrate|video vollständig wiedergegeben",
        fr="taux d'achèvement|taux de complétion",
        es="tasa de finalización",
        pt="taxa de conclusão",
        it="tasso di completamento|percentuale di completamento",
        nl="voltooiingspercentage",
    ),
    "swipe_rate": Names("swipe rate|swipe up rate", de="swipe up rate"),
    "acos": Names(
        "acos|advertising cost of sales|cost revenue ratio|cost of sale",
        de="kur|kosten umsatz relation",
    ),
    "margin": Names(
        "margin|gross margin|profit margin",
        de="marge|bruttomarge|gewinnmarge",
        fr="marge|taux de marge",
        es="margen|margen bruto",
        pt="margem|margem bruta",
        it="margine",
        nl="marge|brutomarge",
    ),
    "win_rate": Names("win rate|close rate|stage rate", de="abschlussquote|gewinnrate"),
    "churn_rate": Names(
        "churn|churn rate",
        de="abwanderungsrate|churnrate",
        fr="taux d'attrition|taux de churn",
        es="tasa de abandono|tasa de cancelación de clientes",
        pt="taxa de churn",
        it="tasso di abbandono",
        nl="verlooppercentage",
    ),
    "repeat_rate": Names(
        "repeat rate|repeat purchase rate|returning customer rate",
        de="wiederkaufsrate|wiederkäuferrate",
        fr="taux de réachat",
        es="tasa de recompra",
        pt="taxa de recompra",
        it="tasso di riacquisto",
        nl="herhaalaankooppercentage",
    ),
}

RATIOS: Table = {
    "frequency": Names(
        "frequency|average frequency",
        de="frequenz|häufigkeit",
        fr="fréquence|répétition",
        es="frecuencia",
        pt="frequência",
        it="frequenza",
        nl="frequentie",
    ),
    "roas": Names(
        "roas|purchase roas return on ad spend|purchase roas|return on ad spend"
        "|conv value cost|website purchase roas return on ad spend|roas return on ad spend"
        "|results roas|complete payment roas|total complete payment roas",
        de="conv wert kosten|roas käufe|roas return on ad spend für käufe|kauf roas"
        "|roas ergebnisse|roas für käufe"
        "|roas return on ad spend der käufe",
        fr="valeur de conv coût|roas des achats|retour sur les dépenses publicitaires"
        "|roas des achats retour sur les dépenses publicitaires|valeur conv coût"
        "|roas d'achat",
        es="valor conv coste|valor de conv costo|roas de compras|roas de las compras"
        "|roas retorno de la inversión en publicidad|valor de conv coste|valor conv costo"
        "|roas de compras retorno de la inversión en publicidad"
        "|roas retorno de la inversión en publicidad de compras",
        pt="valor da conv custo|valor conv custo|roas de compras|roas de resultados"
        "|retorno do investimento em publicidade|valor de conv custo"
        "|roas de compras retorno do investimento em publicidade",
        it="valore conv costo|roas degli acquisti|ritorno sulla spesa pubblicitaria"
        "|roas per acquisti|roas ritorno sulla spesa pubblicitaria per gli acquisti"
        "|roas degli acquisti ritorno sulla spesa pubblicitaria",
        nl="conv waarde kosten|roas voor aankopen|rendement op advertentie uitgaven"
        "|roas rendement op advertentie uitgaven voor aankoop|aankoop roas|waarde conv kosten",
    ),
    "mer": Names("mer|marketing efficiency ratio|blended roas"),
    "roi": Names(
        "roi|return on investment",
        de="kapitalrendite",
        fr="retour sur investissement",
        es="retorno de la inversión",
        pt="retorno sobre o investimento",
        it="ritorno sull'investimento",
        nl="rendement op investering",
    ),
    "poas": Names("poas|profit on ad spend"),
    "ltv_cac": Names("ltv cac|ltv to cac|clv cac"),
    "pacing": Names("pacing|budget pacing", de="budgetauslastung"),
    "average_position": Names(
        "avg position|average position|avg pos",
        de="durchschnittliche position|durchschn position",
        fr="position moyenne|pos moyenne",
        es="posición media|posición promedio|posición prom",
        pt="posição média|posição méd",
        it="posizione media",
        nl="gemiddelde positie|gem positie",
    ),
    "quality_score": Names(
        "quality score|qual score",
        de="qualitätsfaktor",
        fr="niveau de qualité",
        es="nivel de calidad|nivel de cal",
        pt="índice de qualidade|índice de qual",
        it="punteggio di qualità|punt qualità",
        nl="kwaliteitsscore",
    ),
    "pages_per_session": Names(
        "pages per session|pages session|views per session|views per active user|views per user",
        de="seiten pro sitzung|seiten sitzung|aufrufe pro sitzung|aufrufe pro aktivem nutzer",
        fr="pages par session|pages session|vues par session|vues par utilisateur actif",
        es="páginas por sesión|páginas sesión|vistas por sesión|vistas por usuario activo",
        pt="páginas por sessão|páginas sessão|visualizações por sessão",
        it="pagine per sessione|pagine sessione|visualizzazioni per sessione",
        nl="paginas per sessie|weergaven per sessie",
    ),
    "events_per_session": Names(
        "events per session|event count per user", de="ereignisse pro sitzung"
    ),
    "sessions_per_user": Names(
        "sessions per user|engaged sessions per active user|engaged sessions per user",
        de="sitzungen pro nutzer|sitzungen mit interaktionen pro aktivem nutzer",
    ),
    "target_roas": Names(
        "target roas",
        de="ziel roas",
        fr="roas cible",
        es="roas objetivo",
        pt="roas desejado|meta de roas",
        it="roas target",
        nl="doel roas",
    ),
}

DURATIONS: Table = {
    "session_duration": Names(
        "average session duration|avg session duration|session duration",
        de="durchschnittliche sitzungsdauer|sitzungsdauer|durchschn sitzungsdauer",
        fr="durée moyenne des sessions|durée moyenne de la session|durée de la session",
        es="duración media de la sesión|duración promedio de la sesión|duración de la sesión",
        pt="duração média da sessão|duração da sessão",
        it="durata media sessione|durata media della sessione|durata sessione",
        nl="gemiddelde sessieduur|sessieduur|gem sessieduur",
    ),
    "engagement_time": Names(
        "average engagement time|user engagement|avg engagement time|engagement seconds"
        "|average engagement time per session|average engagement time per active user",
        de="durchschnittliche interaktionsdauer|durchschnittliche interaktionsdauer pro sitzung"
        "|durchschnittliche interaktionsdauer pro aktivem nutzer"
        "|durchschn interaktionsdauer pro sitzung",
        fr="durée d'engagement moyenne|durée moyenne d'engagement"
        "|durée d'engagement moyenne par session"
        "|durée d'engagement moyenne par utilisateur actif"
        "|durée d'engagement",
        es="tiempo de interacción medio|tiempo de interacción medio por sesión"
        "|tiempo medio de interacción|tiempo de interacción medio por usuario activo",
        pt="tempo médio de engajamento|tempo médio de engajamento por sessão"
        "|tempo médio de engajamento por usuário ativo",
        it="durata media del coinvolgimento|durata media del coinvolgimento per sessione"
        "|durata media coinvolgimento|durata media del coinvolgimento per utente attivo",
        nl="gemiddelde engagementtijd|gemiddelde engagementtijd per sessie"
        "|gemiddelde engagementtijd per actieve gebruiker|gemiddelde betrokkenheidstijd",
    ),
    "average_play_time": Names(
        "average play time per video view|average watch time|avg watch time|video average play time"
        "|average play time|average view duration",
        de="durchschnittliche wiedergabedauer|durchschnittliche videowiedergabezeit",
        fr="durée moyenne de lecture de la vidéo|durée moyenne de visionnage",
        es="tiempo promedio de reproducción del video|tiempo medio de reproducción del vídeo",
        pt="tempo médio de reprodução do vídeo",
        it="tempo medio di riproduzione del video",
        nl="gemiddelde afspeeltijd van video|gemiddelde kijktijd",
    ),
    "watch_time": Names(
        "watch time|total watch time",
        de="wiedergabezeit|wiedergabedauer",
        fr="durée de visionnage",
        es="tiempo de visualización|tiempo de reproducción",
        pt="tempo de exibição",
        it="tempo di visualizzazione",
        nl="kijktijd",
    ),
}
