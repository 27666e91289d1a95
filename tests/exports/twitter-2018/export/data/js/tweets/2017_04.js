Grailbird.data.tweets_2017_04 = 
 [
  {
    "id": 850000000000000002,
    "id_str": "850000000000000002",
    "created_at": "2017-04-06 14:59:26 +0000",
    "text": "RT @LakelandFire: Burn ban &lt;all counties&gt; until\u2026",
    "user": {
      "screen_name": "LakelandParks",
      "id_str": "900000001"
    },
    "entities": {
      "urls": [],
      "media": [],
      "hashtags": [],
      "user_mentions": []
    },
    "retweeted_status": {
      "id": 849999999999999999,
      "id_str": "849999999999999999",
      "created_at": "2017-04-06 14:00:00 +0000",
      "text": "Burn ban &lt;all counties&gt; until further notice",
      "user": {
        "screen_name": "LakelandFire",
        "id_str": "900000002"
      },
      "entities": {
        "urls": [],
        "media": [],
        "hashtags": [],
        "user_mentions": []
      }
    }
  },
  {
    "id": 848000000000000001,
    "id_str": "848000000000000001",
    "created_at": "2017-04-01 02:32:09 +0000",
    "text": "@FictionalVisitor The gate opens at 8 am",
    "user": {
      "screen_name": "LakelandParks",
      "id_str": "900000001"
    },
    "entities": {
      "urls": [],
      "media": [],
      "hashtags": [],
      "user_mentions": []
    },
    "in_reply_to_status_id_str": "847999999999999999",
    "in_reply_to_user_id_str": "900000777"
  }
]