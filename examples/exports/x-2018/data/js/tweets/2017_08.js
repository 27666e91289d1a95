Grailbird.data.tweets_2017_08 = 
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
    "id_str": "902985455891382304",
    "text": "Forty volunteers, one morning, and Mill River Trail is tidy again. Thank you!",
    "id": 902985455891382304,
    "created_at": "2017-08-30 20:04:44 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
