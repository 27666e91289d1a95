Grailbird.data.tweets_2014_01 = 
 [
  {
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [],
      "media": [],
      "hashtags": [],
      "urls": []
    },
    "geo": {},
    "id_str": "426355457389494283",
    "text": "Forty volunteers, one morning, and Mill River Trail is tidy again. Thank you!",
    "id": 426355457389494283,
    "created_at": "2014-01-23 14:07:17 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
