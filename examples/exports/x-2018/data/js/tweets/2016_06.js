Grailbird.data.tweets_2016_06 = 
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
    "id_str": "744274968048566297",
    "text": "First snow at Mill River Trail. Hot cider at the gate from 10.",
    "id": 744274968048566297,
    "created_at": "2016-06-18 21:05:55 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
