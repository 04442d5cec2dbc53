"""What is counted of advertising."""

from __future__ import annotations

from cashstage.schema.vocabulary.names import Names, Table

ADVERTISING: Table = {
    "impressions": Names(
        "impressions|impr|imps|ad impressions|views served",
        de="impressionen|einblendungen|anzeigenaufrufe",
        fr="impressions|affichages",
        es="impresiones",
        pt="impressões",
        it="impressioni|impression",
        nl="vertoningen|impressies|advertentievertoningen",
    ),
    "clicks": Names(
        "clicks|link clicks|clicks destination|inline link clicks|total clicks|clicks all"
        "|clicks to landing page|ad clicks|email clicks",
        de="klicks|link klicks|klicks auf link|klicks ziel|klicks gesamt|klicks alle"
        "|klicks auf landingpage",
        fr="clics|clics sur le lien|clics sur un lien|clics destination|clics tous"
        "|clics vers la page de destination|total des clics",
        es="clics|clics en el enlace|clics en enlaces|clics destino|clics totales|clics todos"
        "|clics a la página de destino",
        pt="cliques|cliques no link|cliques destino|total de cliques|cliques todos"
        "|cliques para a página de destino",
        it="clic|clic sul link|clic destinazione|clic totali|clic tutti"
        "|clic sulla pagina di destinazione|click",
        nl="klikken|klikken op link|klikken op links|klikken bestemming|totaal aantal klikken"
        "|klikken alle|klikken naar landingspagina|aantal klikken",
    ),
    "outbound_clicks": Names(
        "outbound clicks",
        de="ausgehende klicks",
        fr="clics sortants",
        es="clics salientes",
        pt="cliques de saída",
        it="clic in uscita",
        nl="uitgaande klikken",
    ),
    "unique_link_clicks": Names(
        "unique link clicks|unique clicks all|unique inline link clicks",
        de="individuelle link klicks|individuelle klicks alle|eindeutige link klicks",
        fr="clics uniques sur un lien|clics uniques sur le lien|clics uniques tous",
        es="clics únicos en el enlace|clics únicos todos",
        pt="cliques no link únicos|cliques únicos no link|cliques únicos todos",
        it="clic unici sul link|clic sul link unici|clic unici tutti",
        nl="unieke klikken op links|unieke klikken op link|unieke klikken alle",
    ),
    "swipes": Names("swipes|swipe ups", de="swipe ups"),
    "interactions": Names(
        "interactions",
        de="interaktionen",
        fr="interactions",
        es="interacciones",
        pt="interações",
        it="interazioni",
        nl="interacties",
    ),
    "conversions": Names(
        "conversions|total conversions|total conversion|purchases|conversion|website purchases"
        "|key events|conv|primary conversions"
        "|attributed conversions"
        "|complete payment|complete payments|total complete payment",
        de="conversions|konversionen|conversions gesamt|käufe|website käufe|schlüsselereignisse"
        "|konversion|abschlüsse",
        fr="conversions|achats|achats sur le site web|événements clés|conversions totales"
        "|achats terminés",
        es="conversiones|compras|compras en el sitio web|eventos clave|conversiones totales"
        "|conversión",
        pt="conversões|compras|compras no site|eventos principais|total de conversões|conversão"
        "|eventos chave",
        it="conversioni|acquisti|acquisti sul sito web|eventi chiave|conversioni totali"
        "|conversione",
        nl="conversies|aankopen|aankopen op website|websiteaankopen|belangrijke gebeurtenissen"
        "|conversie|totaal aantal conversies",
    ),
    "all_conversions": Names(
        "all conv|all conversions",
        de="alle conv|alle conversions",
        fr="toutes les conv|toutes les conversions",
        es="todas las conv|todas las conversiones",
        pt="todas as conv|todas as conversões",
        it="tutte le conv|tutte le conversioni",
        nl="alle conv|alle conversies",
    ),
    "post_click_conversions": Names(
        "post click conversions|click through conversions",
        de="post click conversions",
        fr="conversions après clic",
        es="conversiones posteriores al clic",
        pt="conversões pós clique",
        it="conversioni post clic",
        nl="conversies na klik",
    ),
    "view_through_conversions": Names(
        "view through conversions|view through conv",
        de="view through conversions|view through conv",
        fr="conversions après affichage|conv après affichage",
        es="conversiones posteriores a la impresión|conversiones post impresión",
        pt="conversões de visualização|conv de visualização",
        it="conversioni view through|conv view through",
        nl="weergaveconversies|view through conversies",
    ),
    "reach": Names(
        "reach|people reached|unique reach|accounts reached",
        de="reichweite|erreichte personen",
        fr="couverture|portée|personnes touchées",
        es="alcance|personas alcanzadas",
        pt="alcance|pessoas alcançadas",
        it="copertura|persone raggiunte",
        nl="bereik|bereikte personen",
    ),
    "eligible_impressions": Names(
        "eligible impressions|eligible impr",
        de="mögliche impressionen",
        fr="impressions éligibles",
        es="impresiones aptas",
        pt="impressões qualificadas",
        it="impressioni idonee",
        nl="mogelijke vertoningen",
    ),
    "viewable_impressions": Names(
        "viewable impressions|viewable impr|active view viewable impressions",
        de="sichtbare impressionen",
        fr="impressions visibles",
        es="impresiones visibles",
        pt="impressões visíveis",
        it="impressioni visibili",
        nl="zichtbare vertoningen",
    ),
    "registrations": Names(
        "registrations completed|registrations|sign ups|completed registrations|registration",
        de="registrierungen|abgeschlossene registrierungen|anmeldungen",
        fr="inscriptions terminées|inscriptions",
        es="registros completados|registros",
        pt="cadastros concluídos|cadastros|registros concluídos",
        it="registrazioni completate|registrazioni|iscrizioni",
        nl="voltooide registraties|registraties|aanmeldingen",
    ),
    "app_installs": Names(
        "app installs|installs|mobile app installs",
        de="app installationen|installationen",
        fr="installations d'applications|installations",
        es="instalaciones de la aplicación|instalaciones",
        pt="instalações do aplicativo|instalações",
        it="installazioni dell'app|installazioni",
        nl="app installaties|installaties",
    ),
    "calls": Names(
        "phone calls|calls",
        de="anrufe|telefonanrufe",
        fr="appels|appels téléphoniques",
        es="llamadas|llamadas telefónicas",
        pt="chamadas|ligações|chamadas telefônicas",
        it="chiamate|telefonate",
        nl="oproepen|telefoongesprekken|telefonische oproepen",
    ),
    "video_views": Names(
        "video views|video plays|video play|trueview views|video starts",
        de="videoaufrufe|videowiedergaben|video aufrufe|video views",
        fr="vues de vidéo|lectures de vidéo|vues vidéo|vues de la vidéo|lectures vidéo",
        es="visualizaciones de vídeo|reproducciones de video|reproducciones de vídeo"
        "|visualizaciones de video",
        pt="visualizações de vídeo|visualizações do vídeo|reproduções do vídeo"
        "|reproduções de vídeo",
        it="visualizzazioni video|visualizzazioni del video|riproduzioni del video"
        "|riproduzioni video",
        nl="videoweergaven|video afspelen|video weergaven",
    ),
    "video_views_2s": Names(
        "2 second video views|video views 2s|2 second continuous video plays",
        de="videowiedergaben von mindestens 2 sekunden",
        fr="vues de vidéo de 2 secondes|lectures de vidéo de 2 secondes en continu",
        es="reproducciones de video continuas de 2 segundos",
        pt="visualizações de vídeo de 2 segundos|reproduções contínuas do vídeo por 2 segundos",
        it="visualizzazioni del video di 2 secondi",
        nl="videoweergaven van 2 seconden",
    ),
    "video_views_3s": Names(
        "3 second video plays|3 second video views",
        de="videowiedergaben von mindestens 3 sekunden",
        fr="lectures de vidéo de 3 secondes",
        es="reproducciones de video de 3 segundos|reproducciones de vídeo de 3 segundos",
        pt="reproduções do vídeo por 3 segundos",
        it="riproduzioni del video di 3 secondi",
        nl="video afgespeeld gedurende 3 seconden",
    ),
    "video_views_6s": Names(
        "6 second video views|video views 6s|6 second focused views",
        fr="vues de vidéo de 6 secondes",
        es="visualizaciones de vídeo de 6 segundos",
        pt="visualizações de vídeo de 6 segundos",
        it="visualizzazioni del video di 6 secondi",
        nl="videoweergaven van 6 seconden",
    ),
    "thruplays": Names("thruplays|thruplay|15 second video views"),
    "video_views_25": Names(
        "video views at 25|video plays at 25|views at 25|video views p25",
        de="videowiedergaben bei 25|video zu 25 wiedergegeben",
        fr="lectures de vidéo à 25|vidéo lue jusqu'à 25",
        es="reproducciones de video hasta el 25|reproducciones de vídeo hasta el 25",
        pt="reproduções de 25 do vídeo",
        it="riproduzioni del video al 25",
        nl="video afgespeeld tot 25",
    ),
    "video_views_50": Names(
        "video views at 50|video plays at 50|views at 50|video views p50",
        de="videowiedergaben bei 50|video zu 50 wiedergegeben",
        fr="lectures de vidéo à 50|vidéo lue jusqu'à 50",
        es="reproducciones de video hasta el 50|reproducciones de vídeo hasta el 50",
        pt="reproduções de 50 do vídeo",
        it="riproduzioni del video al 50",
        nl="video afgespeeld tot 50",
    ),
    "video_views_75": Names(
        "video views at 75|video plays at 75|views at 75|video views p75",
        de="videowiedergaben bei 75|video zu 75 wiedergegeben",
        fr="lectures de vidéo à 75|vidéo lue jusqu'à 75",
        es="reproducciones de video hasta el 75|reproducciones de vídeo hasta el 75",
        pt="reproduções de 75 do vídeo",
        it="riproduzioni del video al 75",
        nl="video afgespeeld tot 75",
    ),
    "video_completions": Names(
        "video views at 100|video plays at 100|views at 100|video completions|completed views"
        "|video complete",
        de="videowiedergaben bei 100|video zu 100 wiedergegeben|vollständige videowiedergaben",
        fr="lectures de vidéo à 100|vidéo lue jusqu'à 100|vues complètes",
        es="reproducciones de video hasta el 100|reproducciones de vídeo hasta el 100",
        pt="reproduções de 100 do vídeo|conclusões de vídeo",
        it="riproduzioni del video al 100|completamenti del video",
        nl="video afgespeeld tot 100|volledig bekeken video's",
    ),
    "reactions": Names(
        "reactions|likes|post reactions|paid likes|facebook likes",
        de="reaktionen|beitragsreaktionen|gefällt mir angaben",
        fr="réactions|j'aime|réactions à la publication",
        es="reacciones|me gusta|reacciones a la publicación"
        "|reacciones a publicaciones|me gusta en facebook",
        pt="reações|curtidas|reações ao post",
        it="reazioni|mi piace|reazioni al post",
        nl="reacties met emoji|vind ik leuks|reacties op bericht|likes",
    ),
    "comments": Names(
        "comments|post comments|paid comments",
        de="kommentare|beitragskommentare",
        fr="commentaires|commentaires sur la publication",
        es="comentarios|comentarios de la publicación|comentarios de publicaciones",
        pt="comentários|comentários no post",
        it="commenti|commenti sul post",
        nl="opmerkingen|berichtopmerkingen",
    ),
    "shares": Names(
        "shares|post shares|paid shares",
        de="geteilte inhalte|geteilte beiträge",
        fr="partages|partages de la publication",
        es="compartidos|veces compartido|veces que se compartió la publicación"
        "|veces que se compartieron las publicaciones",
        pt="compartilhamentos|compartilhamentos do post",
        it="condivisioni|condivisioni del post",
        nl="deelacties|keren gedeeld|berichten gedeeld",
    ),
    "saves": Names(
        "saves|post saves",
        de="gespeicherte beiträge|beitragsspeicherungen",
        fr="enregistrements|enregistrements de la publication",
        es="guardados|veces guardado|veces que se guardaron las publicaciones",
        pt="salvamentos|salvamentos do post",
        it="salvataggi|salvataggi del post",
        nl="bewaard|opgeslagen berichten",
    ),
    "follows": Names(
        "follows|new followers|paid followers|paid follows|instagram follows",
        de="neue follower|abonnements|follows auf instagram|abonnenten neu",
        fr="nouveaux abonnés|abonnements",
        es="seguidores nuevos|nuevos seguidores",
        pt="novos seguidores",
        it="nuovi follower",
        nl="nieuwe volgers",
    ),
    "followers": Names(
        "followers|total followers|follower count",
        de="follower gesamt|followerzahl",
        fr="abonnés",
        es="seguidores",
        pt="seguidores",
        nl="volgers",
    ),
    "engagements": Names(
        "engagements|total engagements|post engagements|page engagement|post engagement",
        de="beitragsinteraktionen|seiteninteraktionen|engagements",
        fr="interactions avec la publication|interactions avec la page|engagements",
        es="interacciones con la publicación|interacciones con la página"
        "|interacción con la página|interacción con la publicación",
        pt="engajamentos|engajamento com o post|engajamento com a página|envolvimento com o post",
        it="interazioni con il post|interazione con la pagina|interazioni con la pagina",
        nl="berichtbetrokkenheid|betrokkenheid bij pagina|betrokkenheden",
    ),
    "social_actions": Names("total social actions|social actions"),
    "lead_forms_opened": Names("lead forms opened|lead form opens"),
    "conversations": Names(
        "messaging conversations started|conversations started",
        de="begonnene unterhaltungen|gestartete unterhaltungen über messaging",
        fr="conversations par message démarrées|conversations démarrées",
        es="conversaciones con mensajes iniciadas|conversaciones iniciadas",
        pt="conversas por mensagem iniciadas|conversas iniciadas",
        it="conversazioni avviate|conversazioni tramite messaggi avviate",
        nl="gestarte gesprekken|gestarte berichtgesprekken",
    ),
}
