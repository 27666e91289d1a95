Grailbird.data.tweets_2012_11 = 
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
    "id_str": "267282581681078276",
    "text": "First snow at Mill River Trail. Hot cider at the gate from 10.",
    "id": 267282581681078276,
    "created_at": "2012-11-10 15:08:28 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
