"""Names that were known before there were languages; none may be lost."""

from __future__ import annotations

RECOGNISED: dict[str, str] = {
    "date": "day|date|by day|reporting starts|start date in utc|start date|stat time day"
    "|date start|send date|send time|event date|created at|week|month|time period"
    "|datum|tag|fecha|dia|jour",
    "end_date": "reporting ends|end date|end date in utc|date stop",
    "campaign": "campaign name|campaign|session campaign|utm campaign|campaign title|kampagne"
    "|campaña|campagne|campanha|nome da campanha|nombre de la campaña",
    "campaign_type": "campaign type|campaign objective|objective|advertising channel type",
    "ad_group": "ad group|ad group name|ad set name|ad set|adset name|campaign group name"
    "|campaign group|anzeigengruppe|grupo de anuncios",
    "ad": "ad name|ad|creative name|creative|anzeige|anuncio",
    "keyword": "keyword|search keyword|suchbegriff",
    "search_term": "search term|query",
    "channel": "channel|marketing channel|session default channel group|default channel group"
    "|first user default channel group|platform|publisher platform|network|kanal"
    "|canal",
    "source_medium": "session source medium|source medium|first user source medium",
    "source": "session source|source|utm source|first user source",
    "medium": "session medium|medium|utm medium|first user medium",
    "landing_page": "landing page|landing page query string|page path|page|url|final url",
    "country": "country|country region|country territory|country code|land|país|pays",
    "region": "region|state|province",
    "city": "city|town",
    "device": "device|device category|device type|impression device|device platform|gerät",
    "gender": "gender|sex",
    "age": "age|age range|age group",
    "currency": "currency|currency code|account currency|währung|moneda|moeda",
    "account": "account name|account|customer|advertiser|advertiser name",
    "placement": "placement",
    "language": "language",
    "campaign_id": "campaign id|xyz campaign id|fb campaign id",
    "ad_group_id": "ad group id|ad set id|adset id",
    "ad_id": "ad id|creative id",
    "account_id": "account id|customer id|advertiser id",
    "order_id": "order id|transaction id|order number",
    "impressions": "impressions|impr|imps|impressionen|impresiones|impressões",
    "clicks": "clicks|link clicks|clicks destination|inline link clicks|total clicks|clicks all"
    "|clicks to landing page|klicks|clics|cliques|cliques no link",
    "interactions": "interactions",
    "conversions": "conversions|total conversions|total conversion|purchases|conversion"
    "|website purchases|key events|results|konversionen|conversiones|conversões",
    "leads": "leads|lead|leads form|lead forms completed",
    "orders": "orders|transactions|total orders",
    "units": "units|quantity|lineitem quantity|items sold",
    "reach": "reach|reichweite|alcance",
    "sent": "sent|total recipients|recipients|emails sent",
    "delivered": "delivered|successful deliveries|deliveries",
    "bounces": "bounces|bounced|total bounces",
    "soft_bounces": "soft bounces",
    "hard_bounces": "hard bounces",
    "opens": "opens|total opens|opened",
    "unique_opens": "unique opens",
    "unique_clicks": "unique clicks|clicked",
    "unsubscribes": "unsubscribes|unsubscribed|unsubs|unsubscriptions",
    "sessions": "sessions|sitzungen|sesiones",
    "engaged_sessions": "engaged sessions",
    "users": "active users|total users|users|visitors",
    "new_users": "new users",
    "page_views": "views|page views|pageviews|screen page views",
    "landing_page_views": "landing page views",
    "events": "event count|events",
    "add_to_cart": "add to cart|adds to cart|add to carts",
    "checkouts": "checkouts|checkouts initiated",
    "video_views": "video views|video plays|video play",
    "video_completions": "video views at 100|video plays at 100|views at 100|video completions",
    "reactions": "reactions|likes",
    "comments": "comments",
    "shares": "shares",
    "follows": "follows|new followers",
    "engagements": "engagements|total engagements|post engagements",
    "cost": "cost|amount spent|spend|total spent|spent|total spend|ad spend|ad cost"
    "|media cost|total cost|kosten|ausgegebener betrag|ausgaben|coste|costo"
    "|importe gastado|custo|valor usado|coût|montant dépensé",
    "revenue": "revenue|conv value|purchases conversion value|total conversion value"
    "|conversion value|conversions value|purchase conversion value"
    "|website purchases conversion value|total revenue|purchase revenue"
    "|complete payment value|total complete payment value|total order revenue"
    "|total sales|net sales|sales amount|sales|umsatz|ingresos|receita|valor de conv",
    "gross_profit": "gross profit|profit",
    "budget": "budget|campaign budget|daily budget|monthly budget|presupuesto|orçamento",
    "cpc": "cpc|avg cpc|average cpc|cost per click|cpc cost per link click|cpc destination|cpc all",
    "cpm": "cpm|avg cpm|average cpm|cpm cost per 1 000 impressions"
    "|cost per 1 000 impressions|cost per mille",
    "cpa": "cpa|cost conv|cost per conversion|cost per result|cost per purchase"
    "|cost per acquisition|cost per action",
    "cpl": "cpl|cost per lead",
    "aov": "aov|average order value",
    "target_cpa": "target cpa",
    "ctr": "ctr|ctr link click through rate|ctr destination|average ctr|avg ctr"
    "|click through rate|ctr all",
    "cvr": "conv rate|conversion rate|cvr|cvr clicks",
    "open_rate": "open rate|unique open rate",
    "click_rate": "click rate|unique click rate",
    "bounce_rate": "bounce rate",
    "unsubscribe_rate": "unsubscribe rate|unsub rate",
    "engagement_rate": "engagement rate",
    "impression_share": "search impr share|impression share|impr share",
    "interaction_rate": "interaction rate",
    "frequency": "frequency",
    "roas": "roas|purchase roas return on ad spend|purchase roas|return on ad spend"
    "|conv value cost|website purchase roas return on ad spend",
    "average_position": "avg position|average position",
    "target_roas": "target roas",
    "session_duration": "average session duration|avg session duration|session duration",
    "engagement_time": "average engagement time|user engagement|avg engagement time",
}
"""Names apart by "|", by the semantic type that they have always had."""
